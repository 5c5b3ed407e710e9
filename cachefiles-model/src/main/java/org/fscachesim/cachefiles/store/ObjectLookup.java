package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CacheVolume;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// Finding or making the object of a cookie.
///
/// ```
/// name in the fan-out directory?
///   no                     -> negative, new file
///   something else         -> bury it, negative, new file
///   a file, in use         -> fail
///   a file, good record    -> it is the object's
///   a file, bad record     -> negative, new file in its place
/// ```
///
/// "Negative" tells fscache early, so that a client may begin to fetch while the file is being
/// made.
///
/// Kernel: fs/cachefiles/interface.c (cachefiles_lookup_cookie), fs/cachefiles/namei.c
/// (cachefiles_look_up_object)
public final class ObjectLookup {
  private ObjectLookup() {}

  /// Looks up the object of a cookie and attaches it; false when there will be none.
  public static boolean lookUp(CacheVolume volume, Cookie cookie) {
    CacheObject object = new CacheObject(volume, cookie);
    cookie.setCachePriv(object);
    try {
      lookUp(object);
    } catch (ErrnoException e) {
      object.see(ObjectTrace.SEE_LOOKUP_FAILED);
      cookie.cachingFailed();
      return false;
    }
    object.see(ObjectTrace.SEE_LOOKUP_COOKIE);
    CachefilesCache cache = object.cache();
    try (var _ = cache.listLock().hold()) {
      cache.objectsLocked().addFirst(object);
    }
    Sizes.adjust(object);
    return true;
  }

  private static void lookUp(CacheObject object) throws ErrnoException {
    Inode found = find(object);
    if (found != null && found.isRegular()) {
      ObjectFiles.open(object, new FoundName(object.cache().machine(), found));
      return;
    }
    if (found != null) {
      Inode directory = object.directory();
      CachefilesCache cache = object.cache();
      directory.lock(cache.machine()).lock();
      Graveyard.bury(
          cache,
          new Graveyard.Victim(object, cache.store(), directory, object.name(), found),
          new FoundName(cache.machine(), found).get(),
          BuryReason.IS_WEIRD);
    }
    object.cookie().lookupNegative();
    ObjectFiles.create(object);
  }

  private static @Nullable Inode find(CacheObject object) throws ErrnoException {
    CachefilesCache cache = object.cache();
    Inode directory = object.directory();
    try {
      cache.inject().beforeRead();
      Inode found;
      try (var _ = directory.lock(cache.machine()).hold()) {
        found = cache.store().lookup(directory, object.name());
      }
      trace(object, directory, found, found == null ? -Errno.ENOENT.code() : 0);
      return found;
    } catch (ErrnoException e) {
      trace(object, directory, null, -e.errno().code());
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      if (e.errno() == Errno.EIO) {
        cache.ioError(object, "Lookup failed");
      }
      cache.traceVfsError(object, directory, ErrorTrace.LOOKUP, e.errno());
      throw e;
    }
  }

  private static void trace(CacheObject object, Inode directory, @Nullable Inode found, int error) {
    long number = found == null ? 0 : found.number();
    object
        .cache()
        .machine()
        .trace(
            () -> new CachefilesEvent.Lookup(object.debugId(), directory.number(), number, error));
  }
}
