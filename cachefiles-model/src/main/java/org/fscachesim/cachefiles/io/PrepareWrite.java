package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.store.SpaceAccounting.Reason;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Rounds a write to what direct I/O can take, and finds room for it.
///
/// Kernel: fs/cachefiles/io.c (__cachefiles_prepare_write)
public final class PrepareWrite {
  private static final int PAGE = 4096;

  private PrepareWrite() {}

  /// Prepares a write.
  ///
  /// @param upperLength bytes that the caller has to write from the start on
  /// @param noSpaceAllocatedYet whether the range is known to be a hole
  /// @return the range, rounded to pages
  /// @throws ErrnoException `ENOBUFS` when there is no room or the range can not be written; `EIO`
  ///   when the range could not be emptied, which kills the cache
  public static FileRange prepare(
      CacheObject object,
      CacheFile file,
      FileRange range,
      long upperLength,
      boolean noSpaceAllocatedYet)
      throws ErrnoException {
    FileRange whole = round(object.cache(), range, upperLength);
    if (noSpaceAllocatedYet) {
      checkSpace(object, whole);
      return whole;
    }
    long data = seekData(object, file, whole);
    if (data < 0 || data >= whole.end()) {
      checkSpace(object, whole);
      return whole;
    }
    overwrite(object, file, whole);
    return whole;
  }

  private static FileRange round(CachefilesCache cache, FileRange range, long upperLength)
      throws ErrnoException {
    long start = range.start() & -PAGE;
    if (cache.machine().has(CachefilesBehaviour.PREPARE_WRITE_REFUSES_MISFITS)) {
      if (start != range.start() || range.length() > upperLength) {
        cache.stats().countDioMisfit();
        throw Errno.ENOBUFS.exception();
      }
    }
    return new FileRange(start, (range.start() - start + range.length() + PAGE - 1) & -PAGE);
  }

  /// The first data from the start of the range on; -1 when there is none.
  private static long seekData(CacheObject object, CacheFile file, FileRange range)
      throws ErrnoException {
    try {
      object.cache().inject().beforeRead();
      return file.open().seekData(range.start());
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENXIO) {
        return -1;
      }
      object.cache().traceIoError(object, file.inode(), ErrorTrace.SEEK, e.errno());
      throw e;
    }
  }

  /// Some of the range has space already. When more can not be had, what is all there may be
  /// overwritten, and what is only partly there is given back, so that the cache does not hold half
  /// of a range.
  private static void overwrite(CacheObject object, CacheFile file, FileRange range)
      throws ErrnoException {
    CachefilesCache cache = object.cache();
    try {
      cache.space().check(0, range.length() / PAGE, Reason.CHECK);
      return;
    } catch (ErrnoException e) {
      // Short of space: go on below.
    }
    long hole;
    try {
      cache.inject().beforeRead();
      hole = file.open().seekHole(range.start());
    } catch (ErrnoException e) {
      cache.traceIoError(object, file.inode(), ErrorTrace.SEEK, e.errno());
      throw e;
    }
    if (hole >= range.end()) {
      return;
    }
    cache.stats().countNoWriteSpace();
    try {
      cache.inject().beforeRemove();
      file.open().punchHole(range.start(), range.length());
    } catch (ErrnoException e) {
      cache.traceIoError(object, file.inode(), ErrorTrace.FALLOCATE, e.errno());
      cache.ioError(object, "CacheFiles: fallocate failed (-" + e.errno().code() + ")");
      throw Errno.EIO.exception();
    }
  }

  private static void checkSpace(CacheObject object, FileRange range) throws ErrnoException {
    object.cache().space().check(0, range.length() / PAGE, Reason.WRITE);
  }
}
