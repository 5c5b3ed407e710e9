package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Inode;

/// The marks on inodes that a cache uses: they keep the daemon from culling them, and a directory
/// from being removed.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_mark_inode_in_use, cachefiles_unmark_inode_in_use)
final class InUse {
  private InUse() {}

  /// Marks an inode whose lock the caller holds; whether it was unmarked before.
  static boolean markLocked(Kernel kernel, int object, Inode inode) {
    boolean marked = inode.testAndMarkInUse();
    long number = inode.number();
    kernel.trace(
        () ->
            marked
                ? new CachefilesEvent.MarkActive(object, number)
                : new CachefilesEvent.MarkFailed(object, number));
    return marked;
  }

  /// Marks an inode; whether it was unmarked before.
  static boolean mark(Kernel kernel, int object, Inode inode) {
    inode.lock(kernel).lock();
    try {
      return markLocked(kernel, object, inode);
    } finally {
      inode.lock(kernel).unlock();
    }
  }

  /// Takes the mark off.
  static void unmark(Kernel kernel, int object, Inode inode) {
    inode.lock(kernel).lock();
    try {
      unmarkLocked(kernel, object, inode);
    } finally {
      inode.lock(kernel).unlock();
    }
  }

  static void unmarkLocked(Kernel kernel, int object, Inode inode) {
    inode.clearInUse();
    kernel.trace(() -> new CachefilesEvent.MarkInactive(object, inode.number()));
  }

  /// Takes the mark off an object's file, which counts as a release that the daemon is told of,
  /// unless the file never had a name.
  static void release(CacheObject object, Inode inode) {
    CachefilesCache cache = object.cache();
    unmark(cache.owner(), object.debugId(), inode);
    if (object.isUsingTmpfile()) {
      return;
    }
    try {
      cache.sectorsReleased().addAndGet(inode.store().stat(inode).blocks512());
    } catch (ErrnoException e) {
      // Its blocks are not known; the file is counted all the same.
    }
    cache.filesReleased().incrementAndGet();
    cache.stateChanged();
  }
}
