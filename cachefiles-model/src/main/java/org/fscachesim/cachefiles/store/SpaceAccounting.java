package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.daemon.Watermarks;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StatFs;

/// Decides whether there is space for something, and whether the daemon shall cull.
///
/// Culling begins below the cull limits and ends at the run limits; in between it stays as it is.
/// It only changes here, when somebody asks: there is no timer.
///
/// Kernel: fs/cachefiles/cache.c (cachefiles_has_space)
public final class SpaceAccounting {
  /// What the space is wanted for.
  public enum Reason {
    /// Nothing, only to look.
    CHECK,
    WRITE,
    CREATE
  }

  private final CachefilesCache cache;

  public SpaceAccounting(CachefilesCache cache) {
    this.cache = cache;
  }

  /// Asks for space.
  ///
  /// @param blocks in units of the filesystem
  /// @throws ErrnoException `ENOBUFS` when that would go below the stop limits, or what statfs says
  public void check(long files, long blocks, Reason reason) throws ErrnoException {
    CachefilesCache.Mounted mounted = cache.mounted();
    StatFs space;
    try {
      space = mounted.store().statfs();
    } catch (ErrnoException e) {
      cache.traceVfsError(0, mounted.root(), ErrorTrace.STATFS, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError("statfs failed");
      }
      throw e;
    }
    check(space, files, blocks, reason);
  }

  /// As [#check(long, long, Reason)], for a filesystem that was asked already.
  public void check(StatFs space, long files, long blocks, Reason reason) throws ErrnoException {
    Watermarks limits = cache.mounted().watermarks();
    long b = Math.max(0, space.bavail() - cache.blocksWriting().get() - blocks);
    long f = Math.max(0, space.ffree() - files);
    if (f < limits.fstop() || b < limits.bstop()) {
      switch (reason) {
        case CHECK -> {}
        case WRITE -> cache.fscache().stats().countNoWriteSpace();
        case CREATE -> cache.fscache().stats().countNoCreateSpace();
      }
      beginCulling();
      throw Errno.ENOBUFS.exception();
    }
    if (f < limits.fcull() || b < limits.bcull()) {
      beginCulling();
    } else if (f >= limits.frun()
        && b >= limits.brun()
        && cache.flags().testAndClear(CacheFlag.CULLING)) {
      cache.stateChanged();
    }
  }

  private void beginCulling() {
    if (!cache.flags().testAndSet(CacheFlag.CULLING)) {
      cache.stateChanged();
    }
  }
}
