package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.ObjectFlag;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// The end of an object: its file gets its record and its name, or is deleted.
///
/// The record comes before the name, so that no file is ever seen with its name and without its
/// record.
///
/// Kernel: fs/cachefiles/interface.c (cachefiles_withdraw_cookie), fs/cachefiles/namei.c
/// (cachefiles_commit_tmpfile)
@SuppressWarnings("ReferenceEquality") // an inode is one object while anybody holds it
public final class ObjectWithdrawal {
  private ObjectWithdrawal() {}

  /// Lets the cookie go of its object.
  public static void withdraw(Cookie cookie, CacheObject object) {
    CachefilesCache cache = object.cache();
    object.see(ObjectTrace.SEE_WITHDRAW_COOKIE);
    try (var _ = cache.listLock().hold()) {
      if (cache.objectsLocked().remove(object)) {
        object.see(ObjectTrace.SEE_WITHDRAWAL);
      }
    }
    cache.requests().drop(object);
    CacheFile file = object.file();
    if (file != null) {
      cleanUp(object, file);
    }
    cookie.setCachePriv(null);
    object.put(ObjectTrace.PUT_DETACH);
  }

  /// Kernel: fs/cachefiles/interface.c (cachefiles_clean_up_object)
  private static void cleanUp(CacheObject object, CacheFile file) {
    if (!object.cookie().has(CookieFlag.RETIRED)) {
      object.see(ObjectTrace.SEE_CLEAN_COMMIT);
      commit(object, file);
    } else if (object.isTemporary()) {
      // It vanishes when it is closed.
      object.see(ObjectTrace.SEE_CLEAN_DROP_TMP);
    } else {
      object.see(ObjectTrace.SEE_CLEAN_DELETE);
      delete(object, file, BuryReason.WAS_RETIRED);
    }
    InUse.release(object, file);
    try (var _ = object.lock().hold()) {
      object.setFile(null);
    }
    file.put();
  }

  private static void delete(CacheObject object, CacheFile file, BuryReason why) {
    CachefilesCache cache = object.cache();
    Inode directory = object.directory();
    try (var _ = directory.lock(cache.machine()).hold()) {
      Graveyard.unlink(
          cache,
          new Graveyard.Victim(object, cache.store(), directory, object.name(), file.inode()),
          why);
    } catch (ErrnoException e) {
      // Traced; the file stays, and the next lookup judges it by its record.
    }
  }

  /// Kernel: fs/cachefiles/interface.c (cachefiles_commit_object)
  private static void commit(CacheObject object, CacheFile file) {
    boolean written = object.cookie().testAndClear(CookieFlag.LOCAL_WRITE);
    boolean update = object.cookie().testAndClear(CookieFlag.NEEDS_UPDATE);
    if (written || update) {
      try {
        Coherency.set(object);
      } catch (ErrnoException e) {
        // Traced, and the cache killed; the name is given all the same.
      }
    }
    if (object.isTemporary()) {
      nameTemporary(object, file);
    }
  }

  /// Gives the file of an object its name, in place of what has that name. Failure loses the data
  /// and is only traced.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_commit_tmpfile)
  private static void nameTemporary(CacheObject object, CacheFile file) {
    CachefilesCache cache = object.cache();
    Inode directory = object.directory();
    try (var _ = directory.lock(cache.machine()).hold()) {
      Inode present = find(object, directory);
      if (present != null && present != file.inode()) {
        try {
          Graveyard.unlink(
              cache,
              new Graveyard.Victim(object, cache.store(), directory, object.name(), present),
              BuryReason.IS_STALE);
        } catch (ErrnoException e) {
          return;
        }
        present = find(object, directory);
      }
      if (present == null && !link(object, file, directory)) {
        return;
      }
    } catch (ErrnoException e) {
      cache.traceVfsError(object, directory, ErrorTrace.LOOKUP, e.errno());
      return;
    }
    try (var _ = object.lock().hold()) {
      object.flags().clear(ObjectFlag.USING_TMPFILE);
    }
  }

  private static @Nullable Inode find(CacheObject object, Inode directory) throws ErrnoException {
    object.cache().inject().beforeRead();
    return object.cache().store().lookup(directory, object.name());
  }

  private static boolean link(CacheObject object, CacheFile file, Inode directory) {
    CachefilesCache cache = object.cache();
    try {
      cache.inject().beforeRead();
      cache.store().link(file.inode(), directory, object.name());
    } catch (ErrnoException e) {
      cache.traceVfsError(object, file.inode(), ErrorTrace.LINK, e.errno());
      return false;
    }
    cache.machine().trace(() -> new CachefilesEvent.Link(object.debugId(), file.inodeNumber()));
    return true;
  }

  /// Gives the object a new, empty file in place of the one that it has. Operations under way keep
  /// the old one.
  ///
  /// @return false when there is no new file; the cookie has not resumed then
  ///
  ///   Kernel: fs/cachefiles/interface.c (cachefiles_invalidate_cookie)
  public static boolean invalidate(Cookie cookie, CacheObject object) {
    CacheFile old = object.file();
    if (old == null) {
      cookie.resumeAfterInvalidation();
      return true;
    }
    CacheFile fresh;
    try {
      fresh = ObjectFiles.createTemporary(object);
    } catch (ErrnoException e) {
      return false;
    }
    boolean hadName;
    try (var _ = object.lock().hold()) {
      object.setFile(fresh);
      object.setContent(0);
      hadName = !object.flags().testAndSet(ObjectFlag.USING_TMPFILE);
      cookie.set(CookieFlag.NEEDS_UPDATE);
    }
    cookie.resumeAfterInvalidation();
    if (hadName) {
      buryInvalid(object, old);
    }
    old.put();
    return true;
  }

  private static void buryInvalid(CacheObject object, CacheFile old) {
    CachefilesCache cache = object.cache();
    Inode directory = object.directory();
    directory.lock(cache.machine()).lock();
    try {
      Graveyard.bury(
          cache,
          new Graveyard.Victim(object, cache.store(), directory, object.name(), old.inode()),
          new FoundName(cache.machine(), old.inode()).get(),
          BuryReason.INVALIDATED);
    } catch (ErrnoException e) {
      // Traced; the new file takes the name when it is committed.
    }
  }

  /// Notes that the client will modify the data: a file that has its name gets a record that a
  /// crash would leave behind.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_prepare_to_write)
  public static void prepareToWrite(CacheObject object) {
    if (object.isTemporary()) {
      return;
    }
    try {
      Coherency.set(object);
    } catch (ErrnoException e) {
      // Traced, and the cache killed.
    }
  }
}
