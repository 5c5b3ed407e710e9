package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.daemon.Watermarks;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.sync.AtomicCounter;

/// Whether there is space for what is wanted, and whether the daemon has to make some.
///
/// There is no timer: culling begins and ends where somebody asks. It begins below the cull limit
/// of files or of blocks and ends when both have reached the run limit; below the stop limit
/// nothing is stored.
///
/// Kernel: fs/cachefiles/cache.c (cachefiles_has_space)
public final class SpaceAccounting {
  /// What the space is wanted for.
  public enum Reason {
    /// Only asking.
    CHECK,
    /// Data.
    WRITE,
    /// A file or directory.
    CREATE
  }

  private static final int PAGE_SHIFT = 12;

  private final CachefilesCache cache;
  private final AtomicCounter blocksInFlight;
  private volatile Watermarks watermarks = Watermarks.NONE;
  private volatile int blockSize = 1;
  // From bytes to blocks.
  private volatile int blockShift;

  public SpaceAccounting(CachefilesCache cache) {
    this.cache = cache;
    this.blocksInFlight = new AtomicCounter(cache.machine(), "b_writing", 0);
  }

  /// Bind: the limits, from here on.
  ///
  /// @param bsize bytes of one statfs block
  public void setLimits(Watermarks limits, int bsize) {
    watermarks = limits;
    blockSize = bsize;
    int log = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bsize);
    blockShift = cache.machine().has(CachefilesFix.BLOCKSHIFT_IN_BYTES) ? log : PAGE_SHIFT - log;
  }

  public Watermarks watermarks() {
    return watermarks;
  }

  /// Bytes of one block.
  public int blockSize() {
    return blockSize;
  }

  /// Blocks under way to the filesystem, without a scheduling point: for checkers only.
  public long peekBlocksInFlight() {
    return blocksInFlight.peek();
  }

  /// Looks at the space, with so many files and blocks more than there are.
  ///
  /// @param files to be created
  /// @param blocks to be written; counted in pages, which is too few where blocks are smaller
  /// @throws ErrnoException `ENOBUFS` below a stop limit; what statfs says, and `EIO` kills the
  ///   cache
  public void check(long files, long blocks, Reason reason) throws ErrnoException {
    StatFs now = statfs();
    long b = Math.max(0, Math.max(0, now.bavail() - blocksInFlight.get()) - blocks);
    long f = Math.max(0, now.ffree() - files);
    Watermarks w = watermarks;
    if (f < w.fstop() || b < w.bstop()) {
      switch (reason) {
        case WRITE -> cache.stats().countNoWriteSpace();
        case CREATE -> cache.stats().countNoCreateSpace();
        case CHECK -> {}
      }
      beginCulling();
      throw Errno.ENOBUFS.exception();
    }
    if (f < w.fcull() || b < w.bcull()) {
      beginCulling();
    } else if (cache.flags().test(CacheFlag.CULLING)
        && f >= w.frun()
        && b >= w.brun()
        && cache.flags().testAndClear(CacheFlag.CULLING)) {
      cache.stateChanged();
    }
  }

  private StatFs statfs() throws ErrnoException {
    try {
      return cache.store().statfs();
    } catch (ErrnoException e) {
      cache.traceVfsError(null, null, ErrorTrace.STATFS, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError("statfs failed");
      }
      throw e;
    }
  }

  private void beginCulling() {
    if (!cache.flags().testAndSet(CacheFlag.CULLING)) {
      cache.stateChanged();
    }
  }

  /// Counts a write that begins; [#endWrite] takes the returned blocks back.
  ///
  /// @param bytes to be written
  public long beginWrite(long bytes) {
    long blocks = bytes + (1L << blockShift) - 1 >> blockShift;
    blocksInFlight.addAndGet(blocks);
    return blocks;
  }

  /// Uncounts a write that ended.
  public void endWrite(long blocks) {
    blocksInFlight.addAndGet(-blocks);
  }
}
