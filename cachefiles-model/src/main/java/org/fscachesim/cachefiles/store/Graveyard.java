package org.fscachesim.cachefiles.store;

import java.util.Locale;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;

/// Removes files, and moves directories to the graveyard, where the daemon empties them.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_bury_object, cachefiles_unlink)
public final class Graveyard {
  private final CachefilesCache cache;
  private final Kernel kernel;

  public Graveyard(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
  }

  private BackingStore store() {
    return cache.mounted().store();
  }

  /// Buries the victim that was found under `name` in `parent`, whose lock the caller holds. The
  /// lock is not held any more afterwards.
  ///
  /// @param object in traces, [CachefilesEvent#NO_OBJECT] for none
  /// @throws ErrnoException what unlink says for a file, `ESTALE` when the victim is not there any
  ///   more, `EIO` when the cache had to be killed. A rename that failed is no error: then the
  ///   cache was killed already
  public void bury(int object, Inode parent, String name, Inode victim, BuryReason why)
      throws ErrnoException {
    if (!victim.isDirectory()) {
      try {
        unlinkLocked(object, parent, name, victim, why);
      } finally {
        parent.lock(kernel).unlock();
      }
      return;
    }
    try {
      if (store().lookup(parent, name) != victim) {
        throw Errno.ESTALE.exception();
      }
    } finally {
      parent.lock(kernel).unlock();
    }
    moveToGraveyard(object, parent, name, victim, why);
  }

  /// Removes a name of a file; the caller holds the directory's lock.
  ///
  /// An `EIO` of the filesystem kills the cache; an injected one does not.
  void unlinkLocked(int object, Inode parent, String name, Inode victim, BuryReason why)
      throws ErrnoException {
    kernel.trace(() -> new CachefilesEvent.Unlink(object, victim.number(), why));
    boolean real = false;
    try {
      cache.inject(Injection.REMOVE);
      real = true;
      store().unlink(parent, name);
    } catch (ErrnoException e) {
      cache.traceVfsError(object, victim, ErrorTrace.UNLINK, e.errno());
      if (real && e.errno() == Errno.EIO) {
        cache.ioError("Unlink failed");
      }
      throw e;
    }
  }

  private void moveToGraveyard(int object, Inode parent, String name, Inode victim, BuryReason why)
      throws ErrnoException {
    boolean over = false;
    while (!over) {
      parent.lock(kernel).lock();
      cache.mounted().graveyard().lock(kernel).lockNested("graveyard");
      try {
        over = moveLocked(object, parent, name, victim, why);
      } finally {
        cache.mounted().graveyard().lock(kernel).unlock();
        parent.lock(kernel).unlock();
      }
    }
    InUse.unmark(kernel, Math.max(object, 0), victim);
  }

  /// @return false when the grave is taken, and another one is to be tried
  private boolean moveLocked(int object, Inode parent, String name, Inode victim, BuryReason why)
      throws ErrnoException {
    Inode graveyard = cache.mounted().graveyard();
    String grave =
        String.format(Locale.ROOT, "%08x%08x", (int) kernel.wallSeconds(), cache.nextGrave());
    try {
      if (store().lookup(parent, name) != victim) {
        // Somebody else has moved or removed it: culled is culled.
        return true;
      }
      if (store().lookup(graveyard, grave) != null) {
        return false;
      }
    } catch (ErrnoException e) {
      cache.traceVfsError(object, victim, ErrorTrace.LOOKUP, e.errno());
      if (e.errno() == Errno.ENOMEM) {
        throw e;
      }
      cache.ioError("Lookup error " + -e.errno().code());
      throw Errno.EIO.exception();
    }
    rename(object, parent, name, victim, grave, why);
    return true;
  }

  private void rename(
      int object, Inode parent, String name, Inode victim, String grave, BuryReason why) {
    kernel.trace(() -> new CachefilesEvent.Rename(object, victim.number(), why));
    try {
      cache.inject(Injection.READ);
      store().rename(parent, name, cache.mounted().graveyard(), grave);
    } catch (ErrnoException e) {
      cache.traceVfsError(object, victim, ErrorTrace.RENAME, e.errno());
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError("Rename failed with error " + -e.errno().code());
      }
    }
  }
}
