package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.vfs.Location;

/// The daemon's questions about one name in its working directory: is it in use, and remove it.
///
/// The daemon walks the cache by itself, looks for what was not used for long, and names it here.
/// So the kernel has to answer for a name that may mean anything by now:
///
/// ```
/// daemon                          kernel worker
/// ------                          -------------
/// inuse Dfile -> no
///                                 looks Dfile up, marks it, uses it
/// cull Dfile  -> EBUSY
/// ```
///
/// The answer of `inuse` is stale at once; only `cull` decides, since it tests and sets the mark
/// under the lock of the inode. It then keeps the mark: were it taken off between the test and the
/// removal, a lookup could slip in. A removal that fails leaves the inode marked until it is
/// evicted, so that a second attempt is answered `EBUSY`.
///
/// A file is removed by `cull` itself. A directory only moves to the graveyard, and the daemon
/// deletes what is below it.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_cull, cachefiles_check_in_use)
public final class Culling {
  private Culling() {}

  /// Says whether a name is in use.
  ///
  /// @param where the caller's working directory
  /// @throws ErrnoException `EBUSY` when it is; `ENOENT` when there is none, `ESTALE` when the
  ///   directory has gone, `ENOMEM`, `EIO` for everything else
  public static void checkInUse(CachefilesCache cache, Location where, String name)
      throws ErrnoException {
    Mutex lock = where.inode().lock(cache.machine());
    lock.lock();
    try {
      lookUpUnused(cache, where, name).put();
    } finally {
      lock.unlock();
    }
  }

  /// Removes a name.
  ///
  /// @param where the caller's working directory
  /// @throws ErrnoException as [#checkInUse]; `ESTALE` when the name vanished, `EIO` when it could
  ///   not be removed
  public static void cull(CachefilesCache cache, Location where, String name)
      throws ErrnoException {
    where.inode().lock(cache.machine()).lock();
    FoundName found = markVictim(cache, where, name);
    Inode victim = found.inode();
    try {
      Graveyard.bury(
          cache,
          new Graveyard.Victim(null, where.store(), where.inode(), name, victim),
          cache.machine().has(CachefilesFix.CULL_DENTRY_REF) ? found.get() : found,
          BuryReason.WAS_CULLED);
    } catch (ErrnoException e) {
      throw switch (e.errno()) {
        case ENOENT -> Errno.ESTALE.exception();
        case ENOMEM -> e;
        default -> Errno.EIO.exception();
      };
    }
    if (!victim.isDirectory()) {
      // The mark goes with the inode, which nobody has any more; a store keeps what is marked.
      victim.clearInUse();
    }
    cache.stats().countCulled();
  }

  /// With the directory locked; the lock is given back when this fails.
  private static FoundName markVictim(CachefilesCache cache, Location where, String name)
      throws ErrnoException {
    Mutex lock = where.inode().lock(cache.machine());
    boolean marked = false;
    try {
      FoundName found = lookUpUnused(cache, where, name);
      try {
        mark(cache, found.inode());
        marked = true;
      } finally {
        if (!marked) {
          found.put();
        }
      }
      return found;
    } finally {
      if (!marked) {
        lock.unlock();
      }
    }
  }

  private static void mark(CachefilesCache cache, Inode inode) throws ErrnoException {
    Mutex lock = inode.lock(cache.machine());
    lock.lockNested("child");
    try {
      if (!InUse.markLocked(cache, null, inode)) {
        throw Errno.EIO.exception();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Kernel: fs/cachefiles/namei.c (cachefiles_lookup_for_cull)
  private static FoundName lookUpUnused(CachefilesCache cache, Location where, String name)
      throws ErrnoException {
    Inode inode;
    try {
      inode = where.store().lookup(where.inode(), name);
    } catch (ErrnoException e) {
      cache.traceVfsError(null, where.inode(), ErrorTrace.LOOKUP, e.errno());
      throw switch (e.errno()) {
        case ENOENT -> Errno.ESTALE.exception();
        case ENOMEM -> e;
        case EIO -> {
          cache.ioError("Lookup failed");
          yield e;
        }
        default -> Errno.EIO.exception();
      };
    }
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    if (inode.isInUse()) {
      throw Errno.EBUSY.exception();
    }
    return new FoundName(cache.machine(), inode);
  }
}
