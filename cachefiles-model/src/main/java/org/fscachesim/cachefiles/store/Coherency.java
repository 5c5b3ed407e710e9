package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.CoherencyTrace;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;

/// Writes and compares what is stored beside files and volume directories to tell whether they are
/// still good.
///
/// Kernel: fs/cachefiles/xattr.c
public final class Coherency {
  private static final String NAME = "user.CacheFiles.cache";

  private final CachefilesCache cache;
  private final Kernel kernel;

  public Coherency(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
  }

  private BackingStore store() {
    return cache.mounted().store();
  }

  private static FileRecord record(Cookie cookie, int content) {
    return new FileRecord(cookie.objectSize(), content, cookie.aux());
  }

  /// Writes the record of an object's file. Failure kills the cache, unless memory ran out.
  ///
  /// Kernel: fs/cachefiles/xattr.c (cachefiles_set_object_xattr)
  public void write(CacheObject object, Inode inode) {
    int content = object.cookie().has(CookieFlag.LOCAL_WRITE) ? FileRecord.DIRTY : 0;
    byte[] bytes = record(object.cookie(), content).encode();
    try {
      cache.inject(Injection.WRITE);
      store().setXattr(inode, NAME, bytes);
      trace(object, CoherencyTrace.SET_OK, inode, content);
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), inode, ErrorTrace.SETXATTR, e.errno());
      trace(object, CoherencyTrace.SET_FAIL, inode, content);
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError("Failed to set xattr with error " + -e.errno().code());
      }
    }
  }

  private void trace(CacheObject object, CoherencyTrace why, Inode inode, int content) {
    kernel.trace(
        () -> new CachefilesEvent.Coherency(object.debugId(), why, inode.number(), content));
  }

  /// Compares the record of a file that was found with its cookie.
  ///
  /// @throws ErrnoException `ESTALE` when the file is to be replaced; other errors fail the lookup
  ///
  ///     Kernel: fs/cachefiles/xattr.c (cachefiles_check_auxdata)
  public void check(CacheObject object, Inode inode) throws ErrnoException {
    FileRecord expected = record(object.cookie(), 0);
    byte[] stored;
    try {
      stored = read(inode, expected.length());
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENODATA) {
        cache.traceVfsError(object.debugId(), inode, ErrorTrace.GETXATTR, e.errno());
        if (e.errno() == Errno.EIO) {
          cache.ioError("Failed to read aux with error " + -e.errno().code());
        }
      }
      trace(object, CoherencyTrace.CHECK_XATTR, inode, 0);
      throw asLookupError(e);
    }
    CoherencyTrace verdict = expected.judge(stored);
    trace(object, verdict, inode, FileRecord.contentOf(stored));
    if (verdict != CoherencyTrace.CHECK_OK) {
      throw Errno.ESTALE.exception();
    }
  }

  private byte[] read(Inode inode, int length) throws ErrnoException {
    cache.inject(Injection.READ);
    return store().getXattr(inode, NAME, length);
  }

  private ErrnoException asLookupError(ErrnoException e) {
    return kernel.has(CachefilesBehaviour.RECORD_ERRORS_FAIL_LOOKUP) ? e : Errno.ESTALE.exception();
  }

  /// Takes the record off a file that must not be trusted any more.
  ///
  /// Kernel: fs/cachefiles/xattr.c (cachefiles_remove_object_xattr)
  public void remove(CacheObject object, Inode inode) {
    try {
      cache.inject(Injection.REMOVE);
      store().removeXattr(inode, NAME);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODATA) {
        return;
      }
      cache.traceVfsError(object.debugId(), inode, ErrorTrace.REMXATTR, e.errno());
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError("Can't remove xattr from " + inode.number());
      }
    }
  }

  /// Writes the record of a volume's directory.
  ///
  /// @return whether that worked; if not, the cache was killed, unless memory ran out
  ///
  ///     Kernel: fs/cachefiles/xattr.c (cachefiles_set_volume_xattr)
  public boolean writeVolume(Volume volume, Inode directory) {
    byte[] bytes = new VolumeRecord(volume.coherency()).encode();
    try {
      cache.inject(Injection.WRITE);
      store().setXattr(directory, NAME, bytes);
      traceVolume(volume, CoherencyTrace.VOLUME_SET_OK, directory);
      return true;
    } catch (ErrnoException e) {
      cache.traceVfsError(0, directory, ErrorTrace.SETXATTR, e.errno());
      traceVolume(volume, CoherencyTrace.VOLUME_SET_FAIL, directory);
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError("Failed to set xattr with error " + -e.errno().code());
      }
      return false;
    }
  }

  private void traceVolume(Volume volume, CoherencyTrace why, Inode directory) {
    kernel.trace(
        () -> new CachefilesEvent.VolumeCoherency(volume.debugId(), why, directory.number()));
  }

  /// Compares the record of a volume's directory that was found.
  ///
  /// @throws ErrnoException `ESTALE` when the directory is to be replaced; other errors leave the volume
  ///     uncached
  ///
  ///     Kernel: fs/cachefiles/xattr.c (cachefiles_check_volume_xattr)
  public void checkVolume(Volume volume, Inode directory) throws ErrnoException {
    VolumeRecord expected = new VolumeRecord(volume.coherency());
    byte[] stored;
    try {
      stored = read(directory, expected.length());
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENODATA) {
        cache.traceVfsError(0, directory, ErrorTrace.GETXATTR, e.errno());
        if (e.errno() == Errno.EIO) {
          cache.ioError("Failed to read xattr with error " + -e.errno().code());
        }
      }
      traceVolume(volume, CoherencyTrace.VOLUME_CHECK_XATTR, directory);
      throw asLookupError(e);
    }
    CoherencyTrace verdict = expected.judge(stored);
    traceVolume(volume, verdict, directory);
    if (verdict != CoherencyTrace.VOLUME_CHECK_OK) {
      throw Errno.ESTALE.exception();
    }
  }
}
