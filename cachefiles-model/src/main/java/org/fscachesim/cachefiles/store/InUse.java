package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// The marks by which the cache keeps others away from the inodes it works with.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_mark_inode_in_use)
final class InUse {
  private InUse() {}

  /// Marks an inode whose lock the caller holds; false when it was marked.
  static boolean markLocked(CachefilesCache cache, @Nullable CacheObject object, Inode inode) {
    inode.lock(cache.machine()).assertHeld();
    boolean marked = inode.testAndMarkInUse();
    int id = CachefilesCache.idOf(object);
    if (marked) {
      cache.machine().trace(() -> new CachefilesEvent.MarkActive(id, inode.number()));
    } else {
      cache.machine().trace(() -> new CachefilesEvent.MarkFailed(id, inode.number()));
      cache
          .machine()
          .log()
          .notice("CacheFiles: Inode already in use: (B=" + Long.toHexString(inode.number()) + ")");
    }
    return marked;
  }

  static boolean mark(CachefilesCache cache, @Nullable CacheObject object, Inode inode) {
    try (var _ = inode.lock(cache.machine()).hold()) {
      return markLocked(cache, object, inode);
    }
  }

  static void unmarkLocked(CachefilesCache cache, @Nullable CacheObject object, Inode inode) {
    inode.lock(cache.machine()).assertHeld();
    inode.clearInUse();
    int id = CachefilesCache.idOf(object);
    cache.machine().trace(() -> new CachefilesEvent.MarkInactive(id, inode.number()));
  }

  /// As whoever does not hold the inode's lock.
  static void unmarkUnlocked(CachefilesCache cache, @Nullable CacheObject object, Inode inode) {
    inode.clearInUseUnlocked(cache.machine());
    int id = CachefilesCache.idOf(object);
    cache.machine().trace(() -> new CachefilesEvent.MarkInactive(id, inode.number()));
  }

  static void unmark(CachefilesCache cache, @Nullable CacheObject object, Inode inode) {
    try (var _ = inode.lock(cache.machine()).hold()) {
      unmarkLocked(cache, object, inode);
    }
  }

  /// Unmarks the file of an object, and counts it as released where its space is the daemon's
  /// business: when it has a name.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_unmark_inode_in_use)
  static void release(CacheObject object, CacheFile file) {
    CachefilesCache cache = object.cache();
    Inode inode = file.inode();
    unmark(cache, object, inode);
    if (object.isTemporary()) {
      return;
    }
    cache.sectorsReleased().addAndGet(sectors(cache, inode));
    cache.filesReleased().incrementAndGet();
    cache.stateChanged();
  }

  private static long sectors(CachefilesCache cache, Inode inode) {
    try {
      return inode.store().stat(inode).blocks512();
    } catch (ErrnoException e) {
      // The kernel reads a field in memory here; a store that fails to tell has released nothing.
      cache.traceVfsError(null, inode, ErrorTrace.STATFS, e.errno());
      return 0;
    }
  }
}
