package org.fscachesim.cachefiles.daemon;

import org.fscachesim.cachefiles.CacheCredentials;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.CachefilesOperations;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.store.Directories;
import org.fscachesim.cachefiles.store.SpaceAccounting.Reason;
import org.fscachesim.fscache.Cache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.StoreTraits;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.UserProcess;

/// The `bind` command: takes the directory into service as a cache.
///
/// When it fails, the settings stay, and it can be tried again; the mode stays, too, so that a
/// plain `bind` behind a failed `bind ondemand` is an on-demand one. What was made on disk is left
/// there.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_bind), fs/cachefiles/cache.c
/// (cachefiles_add_cache)
final class Bind {
  private static final int PAGE_SIZE = 4096;

  private Bind() {}

  static void run(CachefilesCache cache, String args) throws ErrnoException {
    // The order of the limits, which the kernel checks here, can not be broken.
    String directory = cache.settings().directory();
    if (directory == null) {
      throw Errno.EINVAL.exception();
    }
    if (cache.flags().test(CacheFlag.READY)) {
      throw Errno.EBUSY.exception();
    }
    if (args.equals("ondemand")) {
      cache.flags().set(CacheFlag.ONDEMAND_MODE);
    } else if (!args.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    String tag =
        cache.machine().has(CachefilesFix.DEFAULT_CACHE_TAG)
            ? cache.settings().tagOrDefault()
            : cache.settings().tag();
    Cache fscacheCache = cache.driver().fscache().acquireCache(tag);
    cache.setFscacheCache(fscacheCache);
    boolean done = false;
    try {
      bring(cache, directory, fscacheCache);
      done = true;
    } catch (ErrnoException e) {
      cache.machine().log().error("CacheFiles: Failed to register: -" + e.errno().code());
      throw e;
    } finally {
      if (!done) {
        cache.unmount();
        cache.setFscacheCache(null);
        fscacheCache.relinquish();
      }
    }
    cache.machine().log().info("CacheFiles: File cache on " + tag + " registered");
    checkSpace(cache);
  }

  private static void checkSpace(CachefilesCache cache) {
    try {
      cache.space().check(0, 0, Reason.CHECK);
    } catch (ErrnoException e) {
      // The daemon will see it in the state.
    }
  }

  private static void bring(CachefilesCache cache, String directory, Cache fscacheCache)
      throws ErrnoException {
    if (cache.settings().securityContext() != null) {
      // No security module is modelled that could know the context.
      throw Errno.EOPNOTSUPP.exception();
    }
    Kernel kernel = cache.machine();
    cache.setCredentials(new CacheCredentials(kernel));
    Location here = UserProcess.current(kernel).workingDirectory();
    Location root = kernel.namespace().resolve(here, directory, false);
    if (!root.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    BackingStore store = root.store();
    checkFeatures(kernel, store);
    setLimits(cache, store);
    // The directories are made with nothing mounted yet but the filesystem itself.
    cache.mount(new CachefilesCache.Mounted(store, root.inode(), root.inode(), root.inode()));
    Inode objects = Directories.get(cache, store, root.inode(), "cache").inode();
    Inode graveyard;
    try {
      graveyard = Directories.get(cache, store, root.inode(), "graveyard").inode();
    } catch (ErrnoException e) {
      Directories.put(cache, objects);
      throw e;
    }
    cache.mount(new CachefilesCache.Mounted(store, root.inode(), objects, graveyard));
    fscacheCache.add(new CachefilesOperations(cache), cache);
    cache.flags().set(CacheFlag.READY);
  }

  private static void checkFeatures(Kernel kernel, BackingStore store) throws ErrnoException {
    StoreTraits traits = store.traits();
    if (!traits.supportsDirectories()
        || !traits.supportsTmpfile() && kernel.has(CachefilesBehaviour.TMPFILE_NEEDED_AT_BIND)
        || !traits.supportsXattr()
        || !traits.supportsSync()
        || traits.blockSize() > PAGE_SIZE) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (store.isReadOnly()) {
      throw Errno.EROFS.exception();
    }
  }

  private static void setLimits(CachefilesCache cache, BackingStore store) throws ErrnoException {
    StatFs space;
    try {
      space = store.statfs();
    } catch (ErrnoException e) {
      cache.traceVfsError(null, null, ErrorTrace.STATFS, e.errno());
      throw e;
    }
    if (space.bsize() > PAGE_SIZE) {
      throw Errno.EOPNOTSUPP.exception();
    }
    BindSettings settings = cache.settings();
    cache
        .space()
        .setLimits(Watermarks.of(settings.files(), settings.blocks(), space), space.bsize());
  }
}
