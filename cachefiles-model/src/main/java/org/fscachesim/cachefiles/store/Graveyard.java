package org.fscachesim.cachefiles.store;

import java.util.Locale;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Mutex;
import org.jspecify.annotations.Nullable;

/// Removal: a file is unlinked, a directory is moved to the graveyard, where the daemon deletes it.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_bury_object)
@SuppressWarnings("ReferenceEquality") // an inode is one object while anybody holds it
final class Graveyard {
  private Graveyard() {}

  /// What is to be removed.
  ///
  /// @param object null when it is none of a cookie
  /// @param directory where it was found
  record Victim(
      @Nullable CacheObject object, BackingStore store, Inode directory, String name, Inode inode) {
    boolean isStillThere() throws ErrnoException {
      return store.lookup(directory, name) == inode;
    }
  }

  /// Unlinks a file. The caller holds the lock of its directory.
  ///
  /// @throws ErrnoException what the filesystem says; `EIO` of its own kills the cache, an injected
  ///   one does not
  ///
  ///   Kernel: fs/cachefiles/namei.c (cachefiles_unlink)
  static void unlink(CachefilesCache cache, Victim victim, BuryReason why) throws ErrnoException {
    victim.directory.lock(cache.machine()).assertHeld();
    int id = shownId(victim);
    cache.machine().trace(() -> new CachefilesEvent.Unlink(id, victim.inode.number(), why));
    try {
      cache.inject().beforeRemove();
    } catch (ErrnoException e) {
      cache.traceVfsError(victim.object, victim.inode, ErrorTrace.UNLINK, e.errno());
      throw e;
    }
    try {
      if (!victim.isStillThere()) {
        throw Errno.ENOENT.exception();
      }
      victim.store.unlink(victim.directory, victim.name);
    } catch (ErrnoException e) {
      cache.traceVfsError(victim.object, victim.inode, ErrorTrace.UNLINK, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError("Unlink failed");
      }
      throw e;
    }
  }

  private static int shownId(Victim victim) {
    return victim.object == null ? CachefilesEvent.NO_OBJECT : victim.object.debugId();
  }

  /// Removes a file or directory. The caller holds the lock of its directory, which is given back,
  /// and two references on the name: one goes with that lock, the other when all is done.
  ///
  /// A move that fails kills the cache and counts as done.
  ///
  /// @throws ErrnoException `ESTALE` when it is not there any more, `EXDEV` when it lies on another
  ///   filesystem, `EIO` when the graveyard is damaged, or what unlink says
  static void bury(CachefilesCache cache, Victim victim, FoundName found, BuryReason why)
      throws ErrnoException {
    try {
      removeOrMove(cache, victim, found, why);
    } finally {
      found.put();
    }
  }

  private static void removeOrMove(
      CachefilesCache cache, Victim victim, FoundName found, BuryReason why) throws ErrnoException {
    Kernel kernel = cache.machine();
    Mutex directoryLock = victim.directory.lock(kernel);
    directoryLock.assertHeld();
    boolean isDirectory = victim.inode.isDirectory();
    try {
      if (!victim.isStillThere()) {
        throw Errno.ESTALE.exception();
      }
      if (!isDirectory) {
        unlink(cache, victim, why);
        return;
      }
    } finally {
      directoryLock.unlock();
      found.put();
    }
    while (!move(cache, victim, why)) {
      // The name was taken; the next one counts on.
    }
  }

  private static String graveName(CachefilesCache cache) {
    return String.format(
        Locale.ROOT, "%08x%08x", (int) cache.machine().wallSeconds(), cache.nextGrave());
  }

  /// Moves a directory to the graveyard; false when its name there is taken.
  private static boolean move(CachefilesCache cache, Victim victim, BuryReason why)
      throws ErrnoException {
    String name = graveName(cache);
    BackingStore store = cache.store();
    Inode graveyard = cache.mounted().graveyard();
    if (victim.store != store) {
      return refuseForeign(cache, victim, why);
    }
    Kernel kernel = cache.machine();
    try (var _ = cache.renameMutex().hold();
        var _ = graveyard.lock(kernel).hold()) {
      Mutex directoryLock = victim.directory.lock(kernel);
      directoryLock.lockNested("parent2");
      try {
        if (!victim.isStillThere()) {
          // Somebody else has culled it.
          return true;
        }
        if (victim.inode == graveyard || victim.inode == cache.mounted().root()) {
          cache.ioError("May not make directory loop");
          throw Errno.EIO.exception();
        }
        if (graveExists(cache, graveyard, name)) {
          return false;
        }
        rename(cache, victim, graveyard, name, why);
        return true;
      } finally {
        directoryLock.unlock();
      }
    }
  }

  private static boolean graveExists(CachefilesCache cache, Inode graveyard, String name)
      throws ErrnoException {
    try {
      return cache.store().lookup(graveyard, name) != null;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOMEM) {
        throw e;
      }
      cache.traceVfsError(null, graveyard, ErrorTrace.LOOKUP, e.errno());
      cache.ioError("Lookup error -" + e.errno().code());
      throw Errno.EIO.exception();
    }
  }

  private static void rename(
      CachefilesCache cache, Victim victim, Inode graveyard, String name, BuryReason why) {
    int id = shownId(victim);
    cache.machine().trace(() -> new CachefilesEvent.Rename(id, victim.inode.number(), why));
    try {
      cache.inject().beforeRead();
      cache.store().rename(victim.directory, victim.name, graveyard, name);
    } catch (ErrnoException e) {
      cache.traceVfsError(victim.object, victim.directory, ErrorTrace.RENAME, e.errno());
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError("Rename failed with error -" + e.errno().code());
      }
    }
    if (cache.machine().has(CachefilesFix.BURY_UNMARK_LOCKED)) {
      Mutex lock = victim.inode.lock(cache.machine());
      lock.lockNested("child");
      InUse.unmarkLocked(cache, victim.object, victim.inode);
      lock.unlock();
    } else {
      InUse.unmarkUnlocked(cache, victim.object, victim.inode);
    }
  }

  private static boolean refuseForeign(CachefilesCache cache, Victim victim, BuryReason why)
      throws ErrnoException {
    if (cache.machine().has(CachefilesBehaviour.CULL_GUARDS_FOREIGN_DIRECTORIES)) {
      throw Errno.EXDEV.exception();
    }
    int id = shownId(victim);
    cache.machine().trace(() -> new CachefilesEvent.Rename(id, victim.inode.number(), why));
    cache.ioError("Rename failed with error -" + Errno.EXDEV.code());
    return true;
  }
}
