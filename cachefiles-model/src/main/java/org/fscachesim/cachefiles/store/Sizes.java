package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.TruncateTrace;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.OpenFile;

/// The sizes of cache files: always whole blocks of direct I/O, and large enough for the object.
///
/// Kernel: fs/cachefiles/interface.c (cachefiles_adjust_size, cachefiles_resize_cookie)
public final class Sizes {
  /// The block in which cache files grow and shrink, bytes.
  public static final int DIO_BLOCK = 4096;

  private Sizes() {}

  /// As [#roundUp], for positions that a file can have.
  public static long roundUpToBlock(long position) {
    return roundUp(position);
  }

  /// The size of the file for an object of that size. Wraps to a negative number where there is
  /// none.
  static long roundUp(long bytes) {
    return bytes + DIO_BLOCK - 1 & -DIO_BLOCK;
  }

  /// Gives a new file its size.
  ///
  /// @throws ErrnoException what the filesystem says; `EINVAL` when the size is beyond 2^63
  static void expand(CacheObject object, CacheFile file) throws ErrnoException {
    long size = roundUp(object.cookie().objectSize());
    if (size == 0) {
      return;
    }
    CachefilesCache cache = object.cache();
    cache
        .machine()
        .trace(
            () ->
                new CachefilesEvent.Truncate(
                    object.debugId(), file.inodeNumber(), TruncateTrace.EXPTMP, 0, size));
    try {
      cache.inject().beforeWrite();
      file.open().truncate(size);
    } catch (ErrnoException e) {
      cache.traceVfsError(object, file.inode(), ErrorTrace.TRUNC, e.errno());
      throw e;
    }
  }

  /// Makes a file that was found as long as the object needs. What is left over behind the old end
  /// of the object, inside of its last block, is cut off first.
  ///
  /// A failure is traced, and nobody cares: reads and writes will find out.
  static void adjust(CacheObject object) {
    CacheFile file = object.file();
    if (file == null) {
      return;
    }
    CachefilesCache cache = object.cache();
    try (var _ = file.inode().lock(cache.machine()).hold()) {
      OpenFile open = file.open();
      long now = open.size();
      long wanted = roundUp(object.cookie().objectSize());
      if (now == wanted) {
        return;
      }
      long whole = now & -DIO_BLOCK;
      if (whole != now && wanted > now) {
        cache.inject().beforeRemove();
        open.truncate(whole);
      }
      cache.inject().beforeWrite();
      open.truncate(wanted);
    } catch (ErrnoException e) {
      cache.traceVfsError(null, file.inode(), ErrorTrace.NOTIFY_CHANGE, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError(object, "Size set failed");
      }
    }
  }

  /// The client changes the size of its file: a larger one only has to be remembered, a smaller one
  /// must not leave old data behind its end.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_resize_cookie)
  public static void resize(CacheObject object, CacheFile file, long newSize) {
    Cookie cookie = object.cookie();
    if (newSize < cookie.objectSize()) {
      try (var _ = file.inode().lock(object.cache().machine()).hold()) {
        shorten(object, file, newSize);
      }
    }
    cookie.setObjectSize(newSize);
  }

  /// Kernel: fs/cachefiles/interface.c (cachefiles_shorten_object)
  private static void shorten(CacheObject object, CacheFile file, long newSize) {
    CachefilesCache cache = object.cache();
    OpenFile open = file.open();
    long block = roundUp(newSize);
    try {
      long old = open.size();
      trace(object, file, TruncateTrace.SHRINK, old, block);
      cache.inject().beforeRemove();
      open.truncate(block);
      if (newSize < block) {
        trace(object, file, TruncateTrace.DIOADJ, block, newSize);
        cache.inject().beforeWrite();
        open.zeroRange(newSize, block - newSize, false);
      }
    } catch (ErrnoException e) {
      cache.traceIoError(object, file.inode(), ErrorTrace.TRUNC, e.errno());
      cache.ioError(object, "Trunc-to-size failed -" + e.errno().code());
      Coherency.remove(object, file.inode());
    }
  }

  private static void trace(
      CacheObject object, CacheFile file, TruncateTrace why, long from, long to) {
    object
        .cache()
        .machine()
        .trace(
            () ->
                new CachefilesEvent.Truncate(object.debugId(), file.inodeNumber(), why, from, to));
  }
}
