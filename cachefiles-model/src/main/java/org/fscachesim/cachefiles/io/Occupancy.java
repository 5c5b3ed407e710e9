package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Finds the first run of data in a range.
///
/// Kernel: fs/cachefiles/io.c (cachefiles_query_occupancy)
final class Occupancy {
  private Occupancy() {}

  /// The first run of data, rounded inwards. It may reach past the range that was asked for.
  ///
  /// @param granularity bytes
  /// @throws ErrnoException `ENODATA` when there is none, `ENOBUFS` when the file does not tell
  static FileRange query(CachefilesCache cache, CacheFile file, FileRange range, long granularity)
      throws ErrnoException {
    long g = Math.max(cache.space().blockSize(), granularity);
    long data = seek(cache, () -> file.open().seekData(range.start()));
    long begin = (data + g - 1) / g * g;
    if (begin >= range.end()) {
      throw Errno.ENODATA.exception();
    }
    long hole = seek(cache, () -> file.open().seekHole(data));
    long end = hole / g * g;
    if (end <= begin) {
      throw Errno.ENODATA.exception();
    }
    return new FileRange(begin, hole > range.end() ? range.length() : end - begin);
  }

  @FunctionalInterface
  private interface Seek {
    long run() throws ErrnoException;
  }

  private static long seek(CachefilesCache cache, Seek seek) throws ErrnoException {
    try {
      cache.inject().beforeRead();
      return seek.run();
    } catch (ErrnoException e) {
      throw e.errno() == Errno.ENXIO ? Errno.ENODATA.exception() : Errno.ENOBUFS.exception();
    }
  }
}
