package org.fscachesim.cachefiles.daemon;

import org.fscachesim.cachefiles.CacheBackend;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CacheVolume;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.store.Directories;
import org.fscachesim.cachefiles.store.SpaceAccounting;
import org.fscachesim.cachefiles.store.Volumes;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.VolumeTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// Brings a cache online, and takes it offline again.
///
/// # The order of withdrawal
///
/// 1. The cache stops being live: no new access begins; those under way are waited for.
/// 2. Where the release does it: each volume's accesses are waited for. A lookup holds one; without
///    this step a lookup that began before step 1 can add its object after step 3 has gone by, and
///    then nobody withdraws it.
/// 3. Each object's cookie is withdrawn, which only queues work.
/// 4. The objects are waited for.
/// 5. The volumes are written and let go of, the filesystem is synced, and fscache's cache is given
///    up.
///
/// Kernel: fs/cachefiles/cache.c (cachefiles_add_cache, cachefiles_withdraw_cache)
public final class Binding {
  private static final int PAGE = 4096;

  private final CachefilesCache cache;
  private final Kernel kernel;

  public Binding(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
  }

  /// Brings the cache online.
  ///
  /// @param process the daemon's, from whose working directory `dir` is looked up
  /// @throws ErrnoException why it cannot be; nothing is bound then, but directories that were made
  ///   stay
  void bind(UserProcess process, String dir, String tag, CullLimits files, CullLimits blocks)
      throws ErrnoException {
    Cache fscacheCache = cache.fscache().acquireCache(tag);
    boolean done = false;
    try {
      bring(process, dir, fscacheCache, files, blocks);
      done = true;
    } finally {
      if (!done) {
        cache.setMounted(null);
        fscacheCache.relinquish();
      }
    }
    kernel.log().info("CacheFiles: File cache on " + tag + " registered");
    cache.flags().set(CacheFlag.READY);
    try {
      new SpaceAccounting(cache).check(0, 0, SpaceAccounting.Reason.CHECK);
    } catch (ErrnoException e) {
      // Below the stop limits already; the daemon sees that it has to cull.
      cache.checkAlive();
    }
  }

  private void bring(
      UserProcess process, String dir, Cache fscacheCache, CullLimits files, CullLimits blocks)
      throws ErrnoException {
    Location root = kernel.namespace().resolve(process.workingDirectory(), dir, dir.endsWith("/"));
    if (!root.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    BackingStore store = root.store();
    checkFeatures(store);
    if (store.isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    StatFs space = store.statfs();
    if (space.bsize() <= 0) {
      throw Errno.ERANGE.exception();
    }
    if (space.bsize() > PAGE) {
      throw Errno.EOPNOTSUPP.exception();
    }
    int blockSize = space.bsize();
    int shift = Integer.numberOfTrailingZeros(Integer.highestOneBit(blockSize));
    Inode top = root.inode();
    // The space check that comes with making directories needs the limits already.
    CachefilesCache.Mounted mounted =
        new CachefilesCache.Mounted(
            fscacheCache,
            store,
            top,
            top,
            top,
            Watermarks.of(files, blocks, space),
            blockSize,
            shift);
    cache.setMounted(mounted);
    Directories directories = new Directories(cache, store);
    Inode objects = directories.get(top, "cache").inode();
    Inode graves;
    try {
      graves = directories.get(top, "graveyard").inode();
    } catch (ErrnoException e) {
      directories.put(objects);
      throw e;
    }
    cache.setMounted(mounted.withDirectories(objects, graves));
    fscacheCache.add(new CacheBackend(cache), cache);
  }

  private void checkFeatures(BackingStore store) throws ErrnoException {
    boolean tmpfile =
        store.traits().supportsTmpfile() || !kernel.has(CachefilesBehaviour.TMPFILE_NEEDED_AT_BIND);
    if (!store.traits().supportsDirectories()
        || !tmpfile
        || !store.traits().supportsXattr()
        || !store.traits().supportsSync()
        || store.traits().blockSize() > PAGE) {
      throw Errno.EOPNOTSUPP.exception();
    }
  }

  /// Takes the cache offline, if it is online. Waits for everything that uses it.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_unbind)
  public void unbind() {
    if (!cache.has(CacheFlag.READY)) {
      return;
    }
    CachefilesCache.Mounted mounted = cache.mounted();
    Cache fscacheCache = mounted.fscacheCache();
    kernel.log().info("CacheFiles: File cache on " + fscacheCache.name() + " unregistering");
    fscacheCache.withdraw();
    if (kernel.has(CachefilesBehaviour.VOLUMES_DRAINED_FIRST)) {
      drainVolumes();
    }
    cache.drainObjects(
        object -> {
          object.see(ObjectTrace.SEE_WITHDRAWAL);
          object.cookie().withdraw();
          return true;
        });
    fscacheCache.waitForObjects();
    withdrawVolumes();
    sync(mounted.store());
    fscacheCache.relinquish();
    Directories directories = new Directories(cache, mounted.store());
    directories.put(mounted.graveyard());
    directories.put(mounted.cacheDirectory());
  }

  /// Waits for the accesses of each volume. The one that is waited for is kept alive meanwhile, and
  /// the list is looked through from its start again, because it may have changed.
  ///
  /// Kernel: fs/cachefiles/cache.c (cachefiles_withdraw_fscache_volumes)
  private void drainVolumes() {
    while (true) {
      Volume volume = cache.findVolume(Binding::getIfAccessed);
      if (volume == null) {
        return;
      }
      volume.withdraw();
      volume.put(VolumeTrace.PUT_WITHDRAW);
    }
  }

  private static @Nullable Volume getIfAccessed(CacheVolume ours) {
    Volume volume = ours.cookie();
    return volume != null && volume.accessCount() != 0 && volume.tryGet(VolumeTrace.GET_WITHDRAW)
        ? volume
        : null;
  }

  /// A volume that cannot be taken hold of is just being given up by its last user, who will take
  /// it off the list. That has to be waited for: it uses the cache until then.
  ///
  /// Kernel: fs/cachefiles/cache.c (cachefiles_withdraw_volumes)
  private void withdrawVolumes() {
    boolean drained = kernel.has(CachefilesBehaviour.VOLUMES_DRAINED_FIRST);
    while (true) {
      CacheVolume ours = cache.findVolume(volume -> volume);
      if (ours == null) {
        return;
      }
      Volume volume = ours.cookie();
      if (volume == null || !volume.tryGet(VolumeTrace.GET_WITHDRAW)) {
        cache.awaitRemoval(ours);
        continue;
      }
      if (cache.remove(ours)) {
        if (!drained) {
          volume.withdraw();
        }
        new Volumes(cache).withdraw(ours, volume);
      }
      volume.put(VolumeTrace.PUT_WITHDRAW);
    }
  }

  private void sync(BackingStore store) {
    try {
      store.sync();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EIO) {
        cache.ioError("Attempt to sync backing fs superblock returned error " + -e.errno().code());
      }
    }
  }
}
