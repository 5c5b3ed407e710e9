package org.fscachesim.cachefiles.io;

import com.google.common.collect.Range;
import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Where a cache file has data.
///
/// Kernel: fs/cachefiles/io.c (cachefiles_query_occupancy)
final class Occupancy {
  private Occupancy() {}

  /// The next byte of data.
  ///
  /// @throws ErrnoException `ENXIO` when there is none
  static long seekData(CacheObject object, BackingFile file, long from) throws ErrnoException {
    try {
      object.cache().inject(Injection.READ);
      return file.file().seekData(from);
    } catch (ErrnoException e) {
      trace(object, file, e.errno());
      throw e;
    }
  }

  /// The next byte of a hole; the end of the file counts as one.
  ///
  /// @throws ErrnoException `ENXIO` from the end of the file on
  static long seekHole(CacheObject object, BackingFile file, long from) throws ErrnoException {
    try {
      object.cache().inject(Injection.READ);
      return file.file().seekHole(from);
    } catch (ErrnoException e) {
      trace(object, file, e.errno());
      throw e;
    }
  }

  private static void trace(CacheObject object, BackingFile file, Errno error) {
    if (error != Errno.ENXIO) {
      ObjectIo.traceIoError(object, file, ErrorTrace.SEEK, error);
    }
  }

  /// The first run of data in a range, rounded inwards.
  ///
  /// @throws ErrnoException `ENODATA` when there is none, `ENOBUFS` when it is not known
  static Range<Long> query(CacheObject object, BackingFile file, FileRange range, long granularity)
      throws ErrnoException {
    long unit = Math.max(object.cache().mounted().blockSize(), granularity);
    long start = range.start();
    long end = start + range.length();
    long data = roundUp(seek(() -> seekData(object, file, start)), unit);
    if (data >= end) {
      throw Errno.ENODATA.exception();
    }
    long found = data;
    long hole = seek(() -> seekHole(object, file, found));
    hole -= hole % unit;
    if (hole <= data) {
      throw Errno.ENODATA.exception();
    }
    // The kernel hands out the range's own length when the run goes on behind its end.
    return Range.closedOpen(data, hole > end ? data + range.length() : hole);
  }

  private interface Seek {
    long run() throws ErrnoException;
  }

  private static long seek(Seek seek) throws ErrnoException {
    try {
      return seek.run();
    } catch (ErrnoException e) {
      throw e.errno() == Errno.ENXIO ? Errno.ENODATA.exception() : Errno.ENOBUFS.exception();
    }
  }

  static long roundUp(long value, long unit) {
    long up = value + unit - 1;
    return up - up % unit;
  }
}
