package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.vfs.Location;

/// The daemon's commands on what is stored: is it in use, and remove it.
///
/// Names are looked up in the daemon's working directory, wherever that is.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_cull, cachefiles_check_in_use)
public final class Culling {
  private final CachefilesCache cache;
  private final Kernel kernel;

  public Culling(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
  }

  /// Says whether a name is in use, by failing with `EBUSY`.
  ///
  /// @throws ErrnoException `EBUSY` in use, `ENOENT` no such name, `ESTALE` the directory is gone,
  ///   `ENOMEM`, `EIO` anything else
  public void checkInUse(Location directory, String name) throws ErrnoException {
    Inode parent = directory.inode();
    parent.lock(kernel).lock();
    try {
      lookupUnused(directory, name);
    } finally {
      parent.lock(kernel).unlock();
    }
  }

  /// Removes what is stored under a name, if it is not in use.
  ///
  /// @throws ErrnoException as [#checkInUse]; a failure behind that is `ESTALE`, `ENOMEM` or `EIO`,
  ///   and leaves the mark on the inode
  public void cull(Location directory, String name) throws ErrnoException {
    Inode parent = directory.inode();
    parent.lock(kernel).lock();
    Inode victim;
    try {
      victim = lookupUnused(directory, name);
      victim.lock(kernel).lockNested("child");
      try {
        if (!InUse.markLocked(kernel, 0, victim)) {
          throw Errno.EIO.exception();
        }
      } finally {
        victim.lock(kernel).unlock();
      }
    } catch (ErrnoException e) {
      parent.lock(kernel).unlock();
      throw e;
    }
    try {
      new Graveyard(cache)
          .bury(CachefilesEvent.NO_OBJECT, parent, name, victim, BuryReason.WAS_CULLED);
    } catch (ErrnoException e) {
      throw switch (e.errno()) {
        case ENOENT -> Errno.ESTALE.exception();
        case ENOMEM -> e;
        default -> Errno.EIO.exception();
      };
    }
    cache.fscache().stats().countCulled();
  }

  private Inode lookupUnused(Location directory, String name) throws ErrnoException {
    Inode found;
    try {
      found = directory.store().lookup(directory.inode(), name);
    } catch (ErrnoException e) {
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
    if (found == null) {
      throw Errno.ENOENT.exception();
    }
    if (found.isInUse()) {
      throw Errno.EBUSY.exception();
    }
    return found;
  }
}
