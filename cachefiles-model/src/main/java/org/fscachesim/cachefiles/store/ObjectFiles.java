package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.TruncateTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.jspecify.annotations.Nullable;

/// Makes, opens, names and resizes the files of objects.
///
/// A new file has no name until its object is committed: a crash loses it, and nobody ever finds
/// half a file.
///
/// Kernel: fs/cachefiles/namei.c, fs/cachefiles/interface.c
public final class ObjectFiles {
  /// Sizes of cache files are multiples of this.
  static final int DIO_BLOCK = 4096;

  private static final int OWNER_MODE = 0600;

  private final CachefilesCache cache;
  private final Kernel kernel;

  public ObjectFiles(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
  }

  private BackingStore store() {
    return cache.mounted().store();
  }

  /// @throws ErrnoException `EINVAL` when that overflows
  static long roundUp(long size) throws ErrnoException {
    if (size > Long.MAX_VALUE - (DIO_BLOCK - 1)) {
      throw Errno.EINVAL.exception();
    }
    return (size + DIO_BLOCK - 1) / DIO_BLOCK * DIO_BLOCK;
  }

  /// Makes a file without a name for an object, marked, opened, of the object's size. The daemon is
  /// asked to open it first, if it has no descriptor yet.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_create_tmpfile)
  BackingFile createTmpfile(CacheObject object) throws ErrnoException {
    Inode inode = makeTmpfile(object);
    KernelBug.check(
        InUse.mark(kernel, object.debugId(), inode), inode + " is new, but marked as in use");
    OpenFile file = null;
    try {
      file = store().open(inode, true);
      object.onDemand().open();
      expand(object, file);
      return new BackingFile(kernel, file);
    } catch (ErrnoException e) {
      InUse.unmark(kernel, object.debugId(), inode);
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  private Inode makeTmpfile(CacheObject object) throws ErrnoException {
    int mode = kernel.has(CachefilesBehaviour.DATA_FILES_HAVE_OWNER_MODE) ? OWNER_MODE : 0;
    try {
      cache.inject(Injection.WRITE);
      Inode inode = store().tmpfile(object.directory(), mode);
      kernel.trace(() -> new CachefilesEvent.Tmpfile(object.debugId(), inode.number()));
      return inode;
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), object.directory(), ErrorTrace.TMPFILE, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError("Failed to create tmpfile");
      }
      throw e;
    }
  }

  private void expand(CacheObject object, OpenFile file) throws ErrnoException {
    if (object.cookie().objectSize() == 0) {
      return;
    }
    long size = roundUp(object.cookie().objectSize());
    long number = file.inode().number();
    kernel.trace(
        () ->
            new CachefilesEvent.Truncate(object.debugId(), number, TruncateTrace.EXPTMP, 0, size));
    try {
      cache.inject(Injection.WRITE);
      file.truncate(size);
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), file.inode(), ErrorTrace.TRUNC, e.errno());
      throw e;
    }
  }

  /// Opens a file that was found and is marked already.
  OpenFile open(CacheObject object, Inode inode) throws ErrnoException {
    try {
      return store().open(inode, true);
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), inode, ErrorTrace.OPEN, e.errno());
      throw e;
    }
  }

  /// Gives a file its name. A file that has the name already is removed. Failure loses the data,
  /// and nobody is told.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_commit_tmpfile)
  void commit(CacheObject object, BackingFile file) {
    Inode directory = object.directory();
    directory.lock(kernel).lock();
    try {
      Inode present = lookupForCommit(object, directory);
      if (present == file.inode()) {
        return;
      }
      if (present != null) {
        new Graveyard(cache)
            .unlinkLocked(object.debugId(), directory, object.name(), present, BuryReason.IS_STALE);
      }
      link(object, directory, file);
    } catch (ErrnoException e) {
      // Traced where it happened; the file goes with its last reference.
      object.checkAlive();
    } finally {
      directory.lock(kernel).unlock();
    }
  }

  private @Nullable Inode lookupForCommit(CacheObject object, Inode directory)
      throws ErrnoException {
    try {
      cache.inject(Injection.READ);
      return store().lookup(directory, object.name());
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), directory, ErrorTrace.LOOKUP, e.errno());
      throw e;
    }
  }

  private void link(CacheObject object, Inode directory, BackingFile file) throws ErrnoException {
    try {
      cache.inject(Injection.READ);
      store().link(file.inode(), directory, object.name());
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), file.inode(), ErrorTrace.LINK, e.errno());
      throw e;
    }
    kernel.trace(() -> new CachefilesEvent.Link(object.debugId(), file.inode().number()));
    object.setNamed();
  }

  /// Brings a file to the size that its cookie says, after a lookup. Errors change nothing for the
  /// lookup; `EIO` kills the cache.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_adjust_size)
  void adjustSize(CacheObject object, BackingFile file) {
    try {
      long size = roundUp(object.cookie().objectSize());
      long old = file.file().size();
      if (size == old) {
        return;
      }
      // The stale bytes behind the old end must not come back when the file grows over them.
      if (old % DIO_BLOCK != 0 && size > old) {
        cache.inject(Injection.REMOVE);
        file.file().truncate(old - old % DIO_BLOCK);
      }
      cache.inject(Injection.WRITE);
      file.file().truncate(size);
    } catch (ErrnoException e) {
      cache.traceVfsError(0, file.inode(), ErrorTrace.NOTIFY_CHANGE, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError("Size set failed");
      }
    }
  }

  /// Makes a file smaller. Any failure kills the cache.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_shorten_object)
  void shorten(CacheObject object, BackingFile file, long newSize) {
    long oldSize = object.cookie().objectSize();
    long number = file.inode().number();
    try {
      long dioSize = roundUp(newSize);
      kernel.trace(
          () ->
              new CachefilesEvent.Truncate(
                  object.debugId(), number, TruncateTrace.SHRINK, oldSize, dioSize));
      cache.inject(Injection.REMOVE);
      file.file().truncate(dioSize);
      if (newSize < dioSize) {
        kernel.trace(
            () ->
                new CachefilesEvent.Truncate(
                    object.debugId(), number, TruncateTrace.DIOADJ, dioSize, newSize));
        cache.inject(Injection.WRITE);
        file.file().zeroRange(newSize, dioSize - newSize, false);
      }
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), file.inode(), ErrorTrace.TRUNC, e.errno());
      cache.ioError("Trunc-to-size failed " + -e.errno().code());
      new Coherency(cache).remove(object, file.inode());
    }
  }
}
