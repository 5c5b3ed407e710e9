package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.ObjectFlag;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;

/// Making and opening the files of objects.
///
/// A new file has no name until it is committed, so that a crash leaves nothing half-filled behind.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_create_tmpfile, cachefiles_open_file)
final class ObjectFiles {
  private static final int OWNER_MODE = 0600;

  private ObjectFiles() {}

  /// Makes a file without a name, in use, of the object's size. In on-demand mode the size comes
  /// from the daemon, for whom this waits.
  ///
  /// @throws ErrnoException what the filesystem or the daemon says; `EIO` from the filesystem kills
  ///   the cache
  static CacheFile createTemporary(CacheObject object) throws ErrnoException {
    CachefilesCache cache = object.cache();
    CacheFile file = openTemporary(object);
    boolean done = false;
    try {
      cache
          .machine()
          .trace(() -> new CachefilesEvent.Tmpfile(object.debugId(), file.inodeNumber()));
      InUse.mark(cache, object, file.inode());
      cache.requests().open(object);
      Sizes.expand(object, file);
      done = true;
      return file;
    } finally {
      if (!done) {
        abandon(object, file);
      }
    }
  }

  private static CacheFile openTemporary(CacheObject object) throws ErrnoException {
    CachefilesCache cache = object.cache();
    int mode = cache.machine().has(CachefilesBehaviour.DATA_FILES_HAVE_OWNER_MODE) ? OWNER_MODE : 0;
    Inode inode;
    try {
      cache.inject().beforeWrite();
      inode = cache.store().tmpfile(object.directory(), mode);
    } catch (ErrnoException e) {
      cache.traceVfsError(object, object.directory(), ErrorTrace.TMPFILE, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError(object, "Failed to create tmpfile");
      }
      throw e;
    }
    boolean direct = cache.store().traits().supportsDirectIo();
    CacheFile file = new CacheFile(cache.machine(), cache.store().open(inode, direct));
    if (direct) {
      return file;
    }
    // No direct I/O: nothing to work with. Once there were two ways out of here, one behind the
    // other, and each put the file.
    file.put();
    if (!cache.machine().has(CachefilesFix.TMPFILE_PUT_ONCE)) {
      file.put();
    }
    throw Errno.EINVAL.exception();
  }

  /// Lets go of a file that did not become the object's.
  private static void abandon(CacheObject object, CacheFile file) {
    if (object.cache().machine().has(CachefilesFix.UNMARK_INODE_ON_ERROR)) {
      InUse.unmark(object.cache(), object, file.inode());
    }
    file.put();
  }

  /// Makes the file of an object that the cache does not have yet.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_create_file)
  static void create(CacheObject object) throws ErrnoException {
    object.cache().space().check(1, 0, SpaceAccounting.Reason.CREATE);
    install(object, createTemporary(object));
  }

  private static void install(CacheObject object, CacheFile file) {
    object.cookie().set(CookieFlag.NEEDS_UPDATE);
    object.flags().set(ObjectFlag.USING_TMPFILE);
    try (var _ = object.lock().hold()) {
      object.setFile(file);
    }
  }

  /// Opens the file that was found for an object. One whose record is not as expected is replaced;
  /// it stays in its directory until the new one is committed.
  ///
  /// @throws ErrnoException `EBUSY` when it is in use, what the filesystem or the daemon says
  ///
  /// @param name is let go of
  static void open(CacheObject object, FoundName name) throws ErrnoException {
    CachefilesCache cache = object.cache();
    Inode inode = name.inode();
    boolean marked = InUse.mark(cache, object, inode);
    if (marked || cache.machine().has(CachefilesFix.OPEN_FILE_DENTRY_PUT)) {
      name.put();
    }
    if (!marked) {
      throw Errno.EBUSY.exception();
    }
    CacheFile file = openMarked(object, inode);
    try {
      Coherency.check(object, file);
    } catch (ErrnoException e) {
      object.cookie().lookupNegative();
      InUse.release(object, file);
      file.put();
      if (e.errno() != Errno.ESTALE) {
        throw e;
      }
      create(object);
      return;
    }
    object.cookie().clear(CookieFlag.NO_DATA_TO_READ);
    try (var _ = object.lock().hold()) {
      object.setFile(file);
    }
    touch(cache, inode);
  }

  private static CacheFile openMarked(CacheObject object, Inode inode) throws ErrnoException {
    CachefilesCache cache = object.cache();
    CacheFile file;
    try {
      file = new CacheFile(cache.machine(), cache.store().open(inode, true));
    } catch (ErrnoException e) {
      cache.traceVfsError(object, inode, ErrorTrace.OPEN, e.errno());
      InUse.unmark(cache, object, inode);
      throw e;
    }
    boolean done = false;
    try {
      cache.requests().open(object);
      done = true;
      return file;
    } finally {
      if (!done) {
        abandon(object, file);
      }
    }
  }

  /// So that the daemon culls it last.
  private static void touch(CachefilesCache cache, Inode inode) {
    try {
      cache.store().touchAtime(inode);
    } catch (ErrnoException e) {
      // The kernel's touch_atime() has no result: culling will see an older file than it is.
    }
  }
}
