package org.fscachesim.netfs.library;

import java.util.List;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;

/// What is made of the answers, once nothing is under way: issue some again, or hand out the pages.
///
/// Kernel: fs/netfs/io.c (netfs_rreq_assess)
final class Assessment {
  private final Netfs netfs;
  private final Slicing slicing;
  private final CopyToCache copy;

  Assessment(Netfs netfs, Slicing slicing, CopyToCache copy) {
    this.netfs = netfs;
    this.slicing = slicing;
    this.copy = copy;
  }

  /// Nobody else does this at the same time: the one who found nothing under way does it.
  void assess(NetfsRequest request, boolean wasAsync) {
    request.trace(RequestTrace.ASSESS);
    do {
      distrustCache(request);
      if (request.flags.test(RequestFlag.FAILED)
          || !request.flags.test(RequestFlag.INCOMPLETE_IO)) {
        finish(request, wasAsync);
        return;
      }
    } while (resubmit(request));
  }

  /// Kernel: fs/netfs/io.c (netfs_rreq_is_still_valid)
  private void distrustCache(NetfsRequest request) {
    if (request.inode().operations().isStillValid(request)) {
      return;
    }
    for (NetfsSubrequest subrequest : request.subrequests) {
      if (subrequest.source() == IoSource.READ_FROM_CACHE) {
        subrequest.setError(Errno.ESTALE);
        netfs.observer().distrusted(subrequest);
        if (!netfs.kernel().has(NetfsBehaviour.DISTRUSTED_DATA_IS_KEPT)) {
          subrequest.forgetTransferred();
        }
        request.flags.set(RequestFlag.INCOMPLETE_IO);
      }
    }
  }

  /// Issues what failed in the cache, or came back short, again.
  ///
  /// @return whether all of it has ended already
  ///
  ///   Kernel: fs/netfs/io.c (netfs_rreq_perform_resubmissions)
  private boolean resubmit(NetfsRequest request) {
    request.trace(RequestTrace.RESUBMIT);
    request.flags.clear(RequestFlag.INCOMPLETE_IO);
    request.outstanding.incrementAndGet();
    for (NetfsSubrequest subrequest : List.copyOf(request.subrequests)) {
      if (subrequest.error() != null) {
        if (subrequest.source() != IoSource.READ_FROM_CACHE) {
          break;
        }
        downloadInstead(subrequest);
      } else if (subrequest.testAndClear(SubrequestFlag.SHORT_IO)) {
        readRest(request, subrequest);
      }
    }
    long left = request.outstanding.decrementAndGet();
    if (left == 1) {
      request.outstandingWaiters.wakeAll();
    }
    return left == 0;
  }

  private void downloadInstead(NetfsSubrequest subrequest) {
    subrequest.setSource(IoSource.DOWNLOAD_FROM_SERVER);
    subrequest.setError(null);
    netfs.stats().downloadsInstead.increment();
    subrequest.trace(SubrequestTrace.DOWNLOAD_INSTEAD);
    subrequest.get(SubrequestRefTrace.GET_RESUBMIT);
    downloadAgain(subrequest);
  }

  private void readRest(NetfsRequest request, NetfsSubrequest subrequest) {
    subrequest.set(SubrequestFlag.SEEK_DATA_READ);
    netfs.stats().shortReads.increment();
    subrequest.trace(SubrequestTrace.RESUBMIT_SHORT);
    subrequest.get(SubrequestRefTrace.GET_SHORT_READ);
    if (subrequest.source() == IoSource.READ_FROM_CACHE) {
      request.outstanding.incrementAndGet();
      slicing.readFromCache(request, subrequest, ReadHole.CLEAR);
    } else {
      downloadAgain(subrequest);
    }
  }

  private void downloadAgain(NetfsSubrequest subrequest) {
    subrequest.request().outstanding.incrementAndGet();
    if (!netfs.kernel().has(NetfsBehaviour.RESUBMISSION_IS_NOT_CLAMPED)) {
      slicing.clampAgain(subrequest);
    }
    slicing.download(subrequest);
  }

  private void finish(NetfsRequest request, boolean wasAsync) {
    unlockFolios(request);
    netfs.observer().finished(request);
    request.endProgress();
    if (request.flags.test(RequestFlag.COPY_TO_CACHE)) {
      netfs.queue("netfs-copy", () -> copy.run(request));
    } else {
      complete(request, wasAsync);
    }
  }

  /// Kernel: fs/netfs/io.c (netfs_rreq_completed)
  static void complete(NetfsRequest request, boolean wasAsync) {
    request.trace(RequestTrace.DONE);
    request.clearSubrequests(wasAsync);
    request.put(RequestRefTrace.PUT_COMPLETE, wasAsync);
  }

  /// A page is uptodate if subrequests that did not fail cover all of it.
  ///
  /// Kernel: fs/netfs/buffered_read.c (netfs_rreq_unlock_folios)
  private void unlockFolios(NetfsRequest request) {
    if (request.flags.test(RequestFlag.FAILED)) {
      request.flags.clear(RequestFlag.COPY_TO_CACHE);
      request.subrequests.forEach(s -> s.clear(SubrequestFlag.COPY_TO_CACHE));
    }
    request.trace(RequestTrace.UNLOCK);
    boolean markOnce = netfs.kernel().has(NetfsFix.MARK_FSCACHE_ONCE);
    for (Folio folio : request.inode().mapping().present(request.range())) {
      boolean store = false;
      boolean failed = false;
      long covered = folio.position();
      long end = folio.position() + Folio.SIZE;
      for (NetfsSubrequest subrequest : request.subrequests) {
        long subrequestEnd = subrequest.start() + subrequest.length();
        if (subrequest.start() < end && subrequestEnd > folio.position()) {
          if (subrequest.has(SubrequestFlag.COPY_TO_CACHE) && !(store && markOnce)) {
            store = true;
            folio.startStoring();
          }
          failed |= hasFailed(subrequest);
          covered = subrequestEnd;
        }
      }
      if (!failed && covered >= end) {
        folio.markUptodate();
      }
      netfs.observer().handedOut(request, folio);
      unlock(request, folio);
    }
    request.inode().operations().done(request);
  }

  /// What is short when the request ends will never be read: another slice failed for good.
  private boolean hasFailed(NetfsSubrequest subrequest) {
    boolean isShort = subrequest.source() != IoSource.INVALID_READ && subrequest.remaining() > 0;
    return subrequest.error() != null
        || isShort && !netfs.kernel().has(NetfsBehaviour.SHORT_SLICE_OF_FAILED_READ_COUNTS_AS_READ);
  }

  private static void unlock(NetfsRequest request, Folio folio) {
    boolean kept = folio == request.keptLocked() && request.flags.test(RequestFlag.NO_UNLOCK_FOLIO);
    if (!kept) {
      folio.unlock();
    }
  }
}
