package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.WriteSubrequest;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// A write of the 6.12 library: the whole blocks of it go into the cache, what lies before the
/// first and after the last is passed over and reported as done.
///
/// Kernel: fs/cachefiles/io.c (cachefiles_issue_write)
final class IssueWrite {
  private static final int BLOCK = 4096;

  private final ObjectIo io;
  private final WriteSubrequest subrequest;

  IssueWrite(ObjectIo io, WriteSubrequest subrequest) {
    this.io = io;
    this.subrequest = subrequest;
  }

  void issue() {
    long start = subrequest.start();
    long skipped = Occupancy.roundUp(start, BLOCK) - start;
    long whole = Math.max(0, subrequest.length() - skipped);
    whole -= whole % BLOCK;
    CacheObject object = ObjectIo.object(subrequest.resources());
    CachefilesCache cache = object.cache();
    if (whole == 0) {
      cache.fscache().stats().countDioMisfit();
      subrequest.terminated(new IoOutcome.Transferred(subrequest.length()), false);
      return;
    }
    int passedOver = Math.toIntExact(subrequest.length() - whole);
    IoBuffer blocks = subrequest.buffer().slice(Math.toIntExact(skipped), Math.toIntExact(whole));
    try {
      FileRange range = new FileRange(start + skipped, whole);
      io.prepareWrite(subrequest.resources(), range, whole, Long.MAX_VALUE, true);
      io.write(
          subrequest.resources(),
          range.start(),
          blocks,
          (outcome, wasAsync) -> subrequest.terminated(whole(outcome, passedOver), wasAsync));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOBUFS) {
        subrequest.terminated(new IoOutcome.Failed(e.errno()), false);
      }
    }
  }

  private static IoOutcome whole(IoOutcome outcome, int passedOver) {
    return switch (outcome) {
      case IoOutcome.Transferred(long bytes) -> new IoOutcome.Transferred(bytes + passedOver);
      case IoOutcome.Failed failed -> failed;
    };
  }
}
