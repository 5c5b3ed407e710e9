package org.fscachesim.fscache;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/// Keeps a cookie in use while its file has dirty pages, so that writing them back still finds the
/// object: one use for the file, from the first dirty page to the end of writeback. One of these
/// belongs to each inode of a client.
///
/// In kernels where fscache is a part of netfs these functions carry that name
/// (`netfs_dirty_folio`, `netfs_unpin_writeback`, `netfs_clear_inode_writeback`), and do the same.
///
/// Kernel: fs/fscache/io.c (fscache_dirty_folio), include/linux/fscache.h (fscache_unpin_writeback)
public final class WritebackPin {
  private final SpinLock inodeLock;
  // Guarded by inodeLock.
  private boolean pinning;

  /// The pin of a new inode: nothing dirty.
  public WritebackPin(Kernel kernel) {
    inodeLock = new SpinLock(kernel, "inode.i_lock");
  }

  /// A page was marked dirty.
  ///
  /// @param newly false when it had been dirty already, which changes nothing
  /// @param cookie null for a file that is not cached
  /// @return `newly`
  ///
  ///   Kernel: fs/fscache/io.c (fscache_dirty_folio)
  public boolean dirtied(boolean newly, @Nullable Cookie cookie) {
    if (newly && cookie != null && set()) {
      cookie.use(true);
    }
    return newly;
  }

  private boolean set() {
    try (Held _ = inodeLock.hold()) {
      boolean first = !pinning;
      pinning = true;
      return first;
    }
  }

  /// Writeback found no dirty page left.
  ///
  /// @return whether to call [#unpin] when writeback is over
  ///
  ///   Kernel: fs/fs-writeback.c (__writeback_single_inode)
  public boolean cleaned() {
    try (Held _ = inodeLock.hold()) {
      boolean was = pinning;
      pinning = false;
      return was;
    }
  }

  /// Gives the use back.
  ///
  /// Kernel: include/linux/fscache.h (fscache_unpin_writeback)
  public void unpin(Cookie cookie) {
    cookie.unuse();
  }

  /// The inode goes, its pages being gone already.
  ///
  /// @param aux the coherency data to commit, or null
  /// @param fileSize bytes
  ///
  ///   Kernel: include/linux/fscache.h (fscache_clear_inode_writeback)
  public void clearInode(Cookie cookie, byte @Nullable [] aux, long fileSize) {
    if (cleaned()) {
      cookie.unuse(aux, fileSize);
    }
  }
}
