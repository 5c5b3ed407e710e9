package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.store.SpaceAccounting;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Rounds a write to whole pages, and finds room for it.
///
/// Kernel: fs/cachefiles/io.c (__cachefiles_prepare_write)
final class PrepareWrite {
  private static final int PAGE = 4096;

  private final CacheObject object;
  private final CachefilesCache cache;
  private final BackingFile file;

  PrepareWrite(CacheObject object, BackingFile file) {
    this.object = object;
    this.cache = object.cache();
    this.file = file;
  }

  FileRange prepare(FileRange range, long upperLength, boolean noSpaceAllocatedYet)
      throws ErrnoException {
    FileRange rounded = round(range, upperLength);
    if (noSpaceAllocatedYet) {
      checkSpace(rounded, SpaceAccounting.Reason.WRITE);
      return rounded;
    }
    long end = rounded.start() + rounded.length();
    long data = seekDataOr(rounded.start(), Long.MAX_VALUE);
    if (data >= end) {
      checkSpace(rounded, SpaceAccounting.Reason.WRITE);
      return rounded;
    }
    try {
      checkSpace(rounded, SpaceAccounting.Reason.CHECK);
      return rounded;
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOBUFS) {
        throw e;
      }
    }
    if (Occupancy.seekHole(object, file, rounded.start()) >= end) {
      // It is all there already: overwriting takes no space.
      return rounded;
    }
    punch(rounded);
    return rounded;
  }

  private FileRange round(FileRange range, long upperLength) throws ErrnoException {
    long skew = range.start() % PAGE;
    if (cache.owner().has(CachefilesBehaviour.PREPARE_WRITE_REFUSES_MISFITS)
        && (skew != 0 || range.length() > upperLength)) {
      cache.fscache().stats().countDioMisfit();
      throw Errno.ENOBUFS.exception();
    }
    return new FileRange(range.start() - skew, Occupancy.roundUp(range.length() + skew, PAGE));
  }

  private void checkSpace(FileRange range, SpaceAccounting.Reason reason) throws ErrnoException {
    new SpaceAccounting(cache).check(0, range.length() / PAGE, reason);
  }

  private long seekDataOr(long from, long otherwise) throws ErrnoException {
    try {
      return Occupancy.seekData(object, file, from);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENXIO) {
        return otherwise;
      }
      throw e;
    }
  }

  /// There is no space to fill the hole in the middle: so what is there goes.
  private void punch(FileRange range) throws ErrnoException {
    cache.fscache().stats().countNoWriteSpace();
    try {
      cache.inject(Injection.REMOVE);
      file.file().punchHole(range.start(), range.length());
    } catch (ErrnoException e) {
      cache.traceVfsError(object.debugId(), file.inode(), ErrorTrace.FALLOCATE, e.errno());
      cache.ioError("CacheFiles: fallocate failed (" + -e.errno().code() + ")");
      throw Errno.EIO.exception();
    }
  }
}
