package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Mutex;
import org.jspecify.annotations.Nullable;

/// The directories that the cache works with: `cache/`, `graveyard/`, volumes and their fan-outs.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_get_directory)
public final class Directories {
  private static final int MODE = 0700;

  /// The fault of having no memory for a name.
  private static final String NAME_FAULT = "cachefiles/name";

  private Directories() {}

  /// A directory that is marked as in use.
  ///
  /// @param isNew whether it was made just now
  public record Found(Inode inode, boolean isNew) {}

  /// Gets or makes a directory, and marks it.
  ///
  /// @throws ErrnoException `EBUSY` when it is in use, `EIO` when it is no directory, `EPERM` when
  ///   the filesystem lacks an operation, `ENOBUFS` when space is short, what lookup or mkdir say
  public static Found get(CachefilesCache cache, BackingStore store, Inode parent, String name)
      throws ErrnoException {
    Mutex parentLock = parent.lock(cache.machine());
    parentLock.lock();
    Mutex childLock = null;
    try {
      if (cache.machine().fault(NAME_FAULT)) {
        if (!cache.machine().has(CachefilesFix.GET_DIRECTORY_UNLOCK_ONCE)) {
          parentLock.unlock();
        }
        throw Errno.ENOMEM.exception();
      }
      Inode child = lookup(cache, store, parent, name);
      boolean isNew = child == null;
      if (child == null) {
        child = make(cache, store, parent, name);
      }
      childLock = child.lock(cache.machine());
      if (isNew) {
        childLock.lockUnseen("child");
      } else {
        childLock.lockNested("child");
      }
      parentLock.unlock();
      parentLock = null;
      if (!InUse.markLocked(cache, null, child)) {
        throw Errno.EBUSY.exception();
      }
      refuseUnless(cache, child, child.isDirectory(), Errno.EIO);
      refuseUnless(
          cache,
          child,
          store.traits().supportsDirectories() && store.traits().supportsXattr(),
          Errno.EPERM);
      return new Found(child, isNew);
    } finally {
      if (childLock != null) {
        childLock.unlock();
      }
      if (parentLock != null) {
        parentLock.unlock();
      }
    }
  }

  private static void refuseUnless(CachefilesCache cache, Inode child, boolean fit, Errno otherwise)
      throws ErrnoException {
    if (!fit) {
      InUse.unmarkLocked(cache, null, child);
      throw otherwise.exception();
    }
  }

  private static @Nullable Inode lookup(
      CachefilesCache cache, BackingStore store, Inode parent, String name) throws ErrnoException {
    try {
      cache.inject().beforeRead();
      Inode child = store.lookup(parent, name);
      long number = child == null ? 0 : child.number();
      cache.machine().trace(() -> new CachefilesEvent.Lookup(0, parent.number(), number, 0));
      return child;
    } catch (ErrnoException e) {
      int code = -e.errno().code();
      cache.machine().trace(() -> new CachefilesEvent.Lookup(0, parent.number(), 0, code));
      cache.traceVfsError(null, parent, ErrorTrace.LOOKUP, e.errno());
      throw e;
    }
  }

  private static Inode make(CachefilesCache cache, BackingStore store, Inode parent, String name)
      throws ErrnoException {
    cache.space().check(1, 0, SpaceAccounting.Reason.CREATE);
    try {
      cache.inject().beforeWrite();
      if (!cache.machine().has(CachefilesFix.MKDIR_INJECTED_ERROR)) {
        throw new KernelBug(
            Symptom.NULL_POINTER, "null pointer: vfs_mkdir of 'no error' in place of " + name);
      }
      Inode child = store.mkdir(parent, name, MODE);
      cache
          .machine()
          .trace(() -> new CachefilesEvent.MakeDirectory(parent.number(), child.number()));
      return child;
    } catch (ErrnoException e) {
      cache.traceVfsError(null, parent, ErrorTrace.MKDIR, e.errno());
      if (!cache.machine().has(CachefilesFix.MKDIR_ERROR_PROPAGATE)) {
        throw new KernelBug(
            Symptom.NULL_POINTER,
            "null pointer: directory " + name + " could not be made, and is used");
      }
      throw e;
    }
  }

  /// Gives a directory back.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_put_directory)
  public static void put(CachefilesCache cache, Inode directory) {
    InUse.unmark(cache, null, directory);
  }
}
