package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// The directories of a cache: found or made, and marked as in use.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_get_directory, cachefiles_put_directory)
public final class Directories {
  private static final int MODE = 0700;

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final BackingStore store;

  /// @param store of the cache, which is not mounted yet while bind makes its directories
  public Directories(CachefilesCache cache, BackingStore store) {
    this.cache = cache;
    this.kernel = cache.owner();
    this.store = store;
  }

  /// A directory, marked.
  ///
  /// @param isNew whether it was made just now
  public record Found(Inode inode, boolean isNew) {}

  /// Finds or makes a directory, and marks it.
  ///
  /// @throws ErrnoException `ENOBUFS` below the stop limits, `EBUSY` when it is marked already,
  ///   `EIO` when it is no directory, or what the filesystem says
  public Found get(Inode parent, String name) throws ErrnoException {
    parent.lock(kernel).lock();
    try {
      Inode inode = lookup(parent, name);
      boolean isNew = inode == null;
      if (inode == null) {
        inode = make(parent, name);
      }
      inode.lock(kernel).lockNested("child");
      try {
        markDirectory(inode);
      } finally {
        inode.lock(kernel).unlock();
      }
      return new Found(inode, isNew);
    } finally {
      parent.lock(kernel).unlock();
    }
  }

  private @Nullable Inode lookup(Inode parent, String name) throws ErrnoException {
    try {
      cache.inject(Injection.READ);
      Inode inode = store.lookup(parent, name);
      traceLookup(parent, inode, 0);
      return inode;
    } catch (ErrnoException e) {
      traceLookup(parent, null, -e.errno().code());
      cache.traceVfsError(0, parent, ErrorTrace.LOOKUP, e.errno());
      throw e;
    }
  }

  private void traceLookup(Inode parent, @Nullable Inode inode, int error) {
    kernel.trace(
        () ->
            new CachefilesEvent.Lookup(
                0, parent.number(), inode == null ? 0 : inode.number(), error));
  }

  private Inode make(Inode parent, String name) throws ErrnoException {
    new SpaceAccounting(cache).check(1, 0, SpaceAccounting.Reason.CREATE);
    try {
      cache.inject(Injection.WRITE);
      Inode inode = store.mkdir(parent, name, MODE);
      kernel.trace(() -> new CachefilesEvent.MakeDirectory(parent.number(), inode.number()));
      return inode;
    } catch (ErrnoException e) {
      cache.traceVfsError(0, parent, ErrorTrace.MKDIR, e.errno());
      throw e;
    }
  }

  private void markDirectory(Inode inode) throws ErrnoException {
    if (!InUse.markLocked(kernel, 0, inode)) {
      throw Errno.EBUSY.exception();
    }
    if (!inode.isDirectory()) {
      InUse.unmarkLocked(kernel, 0, inode);
      throw Errno.EIO.exception();
    }
  }

  /// Takes the mark off a directory.
  public void put(Inode inode) {
    InUse.unmark(kernel, 0, inode);
  }
}
