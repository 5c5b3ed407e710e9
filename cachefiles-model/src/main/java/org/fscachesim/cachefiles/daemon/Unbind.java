package org.fscachesim.cachefiles.daemon;

import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.store.Directories;
import org.fscachesim.cachefiles.store.Volumes;
import org.fscachesim.fscache.Cache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// Takes a cache out of service, in whoever gave up the last pin: everything that uses it is
/// withdrawn and waited for.
///
/// ```
/// close the cache to new work
/// close each volume, and wait for the lookups under way      (kernels that do)
/// withdraw each object; wait until all are gone
/// give the volumes back
/// write the filesystem to its medium
/// ```
///
/// A lookup that began before the first step may add its object behind the third. Therefore the
/// second step, which waits for it.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_unbind), fs/cachefiles/cache.c
/// (cachefiles_withdraw_cache)
public final class Unbind {
  private static final int BATCH = 64;

  private Unbind() {}

  /// Unbinds the cache, if it is bound. May wait long; no lock is held.
  public static void run(CachefilesCache cache) {
    if (!cache.flags().test(CacheFlag.READY)) {
      cache.unmount();
      return;
    }
    Cache fscacheCache = cache.fscacheCache();
    cache
        .machine()
        .log()
        .info("CacheFiles: File cache on " + fscacheCache.name() + " unregistering");
    fscacheCache.withdraw();
    boolean volumesFirst = cache.machine().has(CachefilesFix.WITHDRAW_VOLUMES_FIRST);
    if (volumesFirst) {
      Volumes.withdrawFromFscache(cache);
    }
    withdrawObjects(cache);
    fscacheCache.waitForObjects();
    Volumes.withdrawAll(cache, volumesFirst);
    sync(cache);
    cache.setFscacheCache(null);
    fscacheCache.relinquish();
    Directories.put(cache, cache.mounted().graveyard());
    Directories.put(cache, cache.mounted().directory());
    cache.unmount();
  }

  private static void withdrawObjects(CachefilesCache cache) {
    while (true) {
      try (var _ = cache.listLock().hold()) {
        for (int i = 0; i < BATCH; i++) {
          CacheObject object = first(cache);
          if (object == null) {
            return;
          }
          object.see(ObjectTrace.SEE_WITHDRAWAL);
          cache.objectsLocked().remove(object);
          object.cookie().withdraw();
        }
      }
    }
  }

  private static @Nullable CacheObject first(CachefilesCache cache) {
    return cache.objectsLocked().isEmpty() ? null : cache.objectsLocked().getFirst();
  }

  private static void sync(CachefilesCache cache) {
    try {
      cache.store().sync();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EIO) {
        cache.ioError("cachefiles_sync_cache failed: -" + e.errno().code());
      }
    }
  }
}
