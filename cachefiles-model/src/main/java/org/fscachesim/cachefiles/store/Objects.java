package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.jspecify.annotations.Nullable;

/// What a cookie's worker does to its object: look it up, let go of it, empty it.
///
/// Kernel: fs/cachefiles/namei.c (cachefiles_look_up_object), fs/cachefiles/interface.c
public final class Objects {
  private final CachefilesCache cache;
  private final Kernel kernel;
  private final ObjectFiles files;

  public Objects(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
    this.files = new ObjectFiles(cache);
  }

  private BackingStore store() {
    return cache.mounted().store();
  }

  /// Finds or creates the file of an object, and sets its size.
  ///
  /// @return false when the object cannot be had; it has no file then
  public boolean lookUp(CacheObject object) {
    try {
      find(object);
    } catch (ErrnoException e) {
      object.see(ObjectTrace.SEE_LOOKUP_FAILED);
      return false;
    }
    object.see(ObjectTrace.SEE_LOOKUP_COOKIE);
    cache.add(object);
    BackingFile file = object.file();
    if (file != null) {
      files.adjustSize(object, file);
    }
    return true;
  }

  private void find(CacheObject object) throws ErrnoException {
    Inode found = lookup(object);
    if (found != null && !found.isRegular()) {
      buryWeird(object, found);
      found = null;
    }
    if (found != null) {
      openExisting(object, found);
    } else {
      object.cookie().lookupNegative();
      create(object);
    }
  }

  private @Nullable Inode lookup(CacheObject object) throws ErrnoException {
    Inode directory = object.directory();
    directory.lock(kernel).lock();
    try {
      cache.inject(Injection.READ);
      Inode found = store().lookup(directory, object.name());
      traceLookup(object, directory, found, found == null ? -Errno.ENOENT.code() : 0);
      return found;
    } catch (ErrnoException e) {
      traceLookup(object, directory, null, -e.errno().code());
      if (e.errno() == Errno.EIO) {
        cache.ioError("Lookup failed");
      }
      throw e;
    } finally {
      directory.lock(kernel).unlock();
    }
  }

  private void traceLookup(CacheObject object, Inode directory, @Nullable Inode found, int error) {
    kernel.trace(
        () ->
            new CachefilesEvent.Lookup(
                object.debugId(), directory.number(), found == null ? 0 : found.number(), error));
  }

  private void buryWeird(CacheObject object, Inode found) throws ErrnoException {
    Inode directory = object.directory();
    directory.lock(kernel).lock();
    new Graveyard(cache)
        .bury(object.debugId(), directory, object.name(), found, BuryReason.IS_WEIRD);
  }

  /// Kernel: fs/cachefiles/namei.c (cachefiles_create_file)
  private void create(CacheObject object) throws ErrnoException {
    new SpaceAccounting(cache).check(1, 0, SpaceAccounting.Reason.CREATE);
    BackingFile file = files.createTmpfile(object);
    object.cookie().set(CookieFlag.NEEDS_UPDATE);
    object.setFile(file, true);
  }

  /// Kernel: fs/cachefiles/namei.c (cachefiles_open_file)
  private void openExisting(CacheObject object, Inode inode) throws ErrnoException {
    if (!InUse.mark(kernel, object.debugId(), inode)) {
      kernel
          .log()
          .notice(
              "CacheFiles: Inode already in use: " + object.name() + " (B=" + inode.number() + ")");
      throw Errno.EBUSY.exception();
    }
    OpenFile opened = null;
    try {
      opened = files.open(object, inode);
      object.onDemand().open();
    } catch (ErrnoException e) {
      InUse.unmark(kernel, object.debugId(), inode);
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
    try {
      new Coherency(cache).check(object, inode);
    } catch (ErrnoException e) {
      object.cookie().lookupNegative();
      InUse.release(object, inode);
      opened.close();
      if (e.errno() == Errno.ESTALE) {
        create(object);
        return;
      }
      throw e;
    }
    object.cookie().clear(CookieFlag.NO_DATA_TO_READ);
    object.setFile(new BackingFile(kernel, opened), false);
    touch(inode);
  }

  private void touch(Inode inode) {
    try {
      store().touchAtime(inode);
    } catch (ErrnoException e) {
      // The time of the last access only guides culling.
      kernel.log().notice("CacheFiles: atime of " + inode + ": " + e.errno());
    }
  }

  /// Lets go of an object: the daemon is told, the file is committed or deleted, and closed.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_withdraw_cookie)
  public void withdraw(CacheObject object) {
    object.see(ObjectTrace.SEE_WITHDRAW_COOKIE);
    cache.remove(object);
    object.onDemand().clean();
    BackingFile file = object.file();
    if (file != null) {
      cleanUp(object, file);
    }
    object.cookie().setCachePriv(null);
    object.put(ObjectTrace.PUT_DETACH);
  }

  private void cleanUp(CacheObject object, BackingFile file) {
    if (object.cookie().has(CookieFlag.RETIRED)) {
      delete(object, file);
    } else {
      commit(object, file);
    }
    InUse.release(object, file.inode());
    object.setFile(null, false);
    file.put();
  }

  private void delete(CacheObject object, BackingFile file) {
    if (object.isUsingTmpfile()) {
      object.see(ObjectTrace.SEE_CLEAN_DROP_TMP);
      return;
    }
    object.see(ObjectTrace.SEE_CLEAN_DELETE);
    unlinkIfSame(object, file.inode(), BuryReason.WAS_RETIRED);
  }

  /// Removes the name of an object's file, unless it leads to another file by now.
  private void unlinkIfSame(CacheObject object, Inode inode, BuryReason why) {
    Inode directory = object.directory();
    directory.lock(kernel).lock();
    try {
      if (store().lookup(directory, object.name()) == inode) {
        new Graveyard(cache).unlinkLocked(object.debugId(), directory, object.name(), inode, why);
      }
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), inode, ErrorTrace.UNLINK, e.errno());
    } finally {
      directory.lock(kernel).unlock();
    }
  }

  /// Kernel: fs/cachefiles/interface.c (cachefiles_commit_object)
  private void commit(CacheObject object, BackingFile file) {
    object.see(ObjectTrace.SEE_CLEAN_COMMIT);
    Cookie cookie = object.cookie();
    boolean written = cookie.testAndClear(CookieFlag.LOCAL_WRITE);
    boolean update = cookie.testAndClear(CookieFlag.NEEDS_UPDATE);
    if (written || update) {
      new Coherency(cache).write(object, file.inode());
    }
    if (object.isUsingTmpfile()) {
      files.commit(object, file);
    }
  }

  /// The client will modify the data: the stored record says so, if there is one to find.
  ///
  /// Kernel: fs/cachefiles/xattr.c (cachefiles_prepare_to_write)
  public void prepareToWrite(CacheObject object) {
    BackingFile file = object.file();
    if (file != null && !object.isUsingTmpfile()) {
      new Coherency(cache).write(object, file.inode());
    }
  }

  /// Kernel: fs/cachefiles/interface.c (cachefiles_resize_cookie)
  public void resize(CacheObject object, long newSize) {
    BackingFile file = object.getFile();
    if (file != null) {
      if (newSize < object.cookie().objectSize()) {
        files.shorten(object, file, newSize);
      }
      file.put();
    }
    object.cookie().setObjectSize(newSize);
  }

  /// Puts an empty file in the place of the object's. Operations under way keep the old one.
  ///
  /// @return false when there is no new file to be had
  ///
  ///     Kernel: fs/cachefiles/interface.c (cachefiles_invalidate_cookie)
  public boolean invalidate(CacheObject object) {
    BackingFile present = object.file();
    if (present == null) {
      object.cookie().resumeAfterInvalidation();
      return true;
    }
    BackingFile empty;
    try {
      empty = files.createTmpfile(object);
    } catch (ErrnoException e) {
      return false;
    }
    boolean hadName = !object.isUsingTmpfile();
    object.setFile(empty, true);
    object.cookie().set(CookieFlag.NEEDS_UPDATE);
    object.cookie().resumeAfterInvalidation();
    if (hadName) {
      unlinkIfSame(object, present.inode(), BuryReason.INVALIDATED);
    }
    present.put();
    return true;
  }
}
