package org.fscachesim.netfs.library;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;

/// Stores what was downloaded in the cache, after the reader has got it. Nobody hears of failures:
/// the hole in the cache stays, and will be read from the server again.
///
/// Kernel: fs/netfs/io.c (netfs_rreq_do_write_to_cache)
final class CopyToCache {
  private final Netfs netfs;

  CopyToCache(Netfs netfs) {
    this.netfs = netfs;
  }

  /// The body of a worker.
  void run(NetfsRequest request) {
    request.trace(RequestTrace.COPY);
    // The one is for this task, so that nobody completes the request before all is issued.
    request.copies.incrementAndGet();
    dropWhatIsNotStored(request);
    merge(request);
    for (NetfsSubrequest subrequest : List.copyOf(request.subrequests)) {
      write(request, subrequest);
    }
    leave(request, false);
  }

  private static void dropWhatIsNotStored(NetfsRequest request) {
    for (NetfsSubrequest subrequest : List.copyOf(request.subrequests)) {
      if (!subrequest.has(SubrequestFlag.COPY_TO_CACHE)) {
        request.subrequests.remove(subrequest);
        subrequest.put(SubrequestRefTrace.PUT_NO_COPY, false);
      }
    }
  }

  private static void merge(NetfsRequest request) {
    List<NetfsSubrequest> kept = new ArrayList<>();
    for (NetfsSubrequest next : List.copyOf(request.subrequests)) {
      NetfsSubrequest last = kept.isEmpty() ? null : kept.getLast();
      if (last != null && next.start() == last.start() + last.length()) {
        last.setRange(new FileRange(last.start(), last.length() + next.length()));
        request.subrequests.remove(next);
        next.put(SubrequestRefTrace.PUT_MERGED, false);
      } else {
        kept.add(next);
      }
    }
  }

  private void write(NetfsRequest request, NetfsSubrequest subrequest) {
    ResourceOperations cache = request.resources().ops();
    FileRange range = new FileRange(subrequest.start(), subrequest.length());
    try {
      if (cache == null) {
        throw Errno.ENOBUFS.exception();
      }
      subrequest.setRange(
          cache.prepareWrite(request.resources(), range, range.length(), request.fileSize(), true));
    } catch (ErrnoException e) {
      subrequest.traceFailure(e.errno(), FailureTrace.PREPARE_WRITE);
      subrequest.trace(SubrequestTrace.WRITE_SKIP);
      return;
    }
    request.copies.incrementAndGet();
    netfs.stats().writes.increment();
    netfs.observer().storing(subrequest);
    subrequest.get(SubrequestRefTrace.GET_COPY_TO_CACHE);
    subrequest.trace(SubrequestTrace.WRITE);
    try {
      request
          .resources()
          .write(
              subrequest.start(),
              request.buffer(subrequest.start(), Math.toIntExact(subrequest.length())),
              (outcome, wasAsync) -> written(subrequest, outcome, wasAsync));
    } catch (ErrnoException e) {
      // The function above was told.
    }
  }

  /// Kernel: fs/netfs/io.c (netfs_rreq_copy_terminated)
  private void written(NetfsSubrequest subrequest, IoOutcome outcome, boolean wasAsync) {
    switch (outcome) {
      case IoOutcome.Failed(Errno error) -> {
        netfs.stats().writesFailed.increment();
        subrequest.traceFailure(error, FailureTrace.COPY_TO_CACHE);
      }
      case IoOutcome.Transferred _ -> netfs.stats().writesDone.increment();
    }
    subrequest.trace(SubrequestTrace.WRITE_TERMINATED);
    leave(subrequest.request(), wasAsync);
    subrequest.put(SubrequestRefTrace.PUT_TERMINATED, wasAsync);
  }

  private static void leave(NetfsRequest request, boolean wasAsync) {
    if (request.copies.decrementAndTest()) {
      unmark(request);
      Assessment.complete(request, wasAsync);
    }
  }

  /// The pages have been stored, or will not be.
  ///
  /// Kernel: fs/netfs/io.c (netfs_rreq_unmark_after_write)
  private static void unmark(NetfsRequest request) {
    for (NetfsSubrequest subrequest : request.subrequests) {
      request.inode().mapping().endMarks(new FileRange(subrequest.start(), subrequest.length()));
    }
  }
}
