package org.fscachesim.netfs.library;

import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;

/// What the end of one read does to its subrequest, and who goes on with the request.
///
/// | it gave | it is |
/// |---|---|
/// | an error | failed |
/// | all that was missing | complete |
/// | less, and what is missing is zeros | complete |
/// | nothing, for the second time in a row | failed, with `ENODATA` |
/// | less | short: to be issued again |
///
/// Kernel: fs/netfs/io.c (netfs_subreq_terminated)
final class Termination {
  private final Netfs netfs;
  private final Assessment assessment;

  Termination(Netfs netfs, Assessment assessment) {
    this.netfs = netfs;
    this.assessment = assessment;
  }

  void terminated(NetfsSubrequest subrequest, IoOutcome outcome, boolean wasAsync) {
    NetfsRequest request = subrequest.request();
    countEnd(subrequest, outcome);
    switch (outcome) {
      case IoOutcome.Failed(Errno error) -> {
        subrequest.traceFailure(error, FailureTrace.READ);
        fail(subrequest, error);
      }
      case IoOutcome.Transferred(long bytes) -> account(subrequest, bytes);
    }
    subrequest.trace(SubrequestTrace.TERMINATED);
    leave(request, wasAsync);
    subrequest.put(SubrequestRefTrace.PUT_TERMINATED, wasAsync);
  }

  private void countEnd(NetfsSubrequest subrequest, IoOutcome outcome) {
    if (outcome instanceof IoOutcome.Failed
        && !netfs.kernel().has(NetfsBehaviour.FAILED_READS_COUNT_AS_ENDED)) {
      return;
    }
    if (subrequest.source() == IoSource.READ_FROM_CACHE) {
      netfs.stats().readsDone.increment();
    } else if (subrequest.source() == IoSource.DOWNLOAD_FROM_SERVER) {
      netfs.stats().downloadsDone.increment();
    }
  }

  private void account(NetfsSubrequest subrequest, long bytes) {
    long missing = subrequest.remaining();
    if (netfs
        .kernel()
        .warn(
            bytes > missing,
            "Subreq overread: %s: %d bytes, %d were missing"
                .formatted(subrequest, bytes, missing))) {
      bytes = missing;
    }
    subrequest.addTransferred(bytes);
    boolean cut = subrequest.uncut();
    if (bytes == missing && !cut) {
      complete(subrequest);
    } else if (subrequest.has(SubrequestFlag.CLEAR_TAIL)) {
      int rest = Math.toIntExact(subrequest.remaining());
      subrequest.buffer().zero(0, rest);
      subrequest.addTransferred(rest);
      complete(subrequest);
    } else if (bytes > 0) {
      subrequest.clear(SubrequestFlag.NO_PROGRESS);
      againLater(subrequest);
    } else if (subrequest.testAndSet(SubrequestFlag.NO_PROGRESS)) {
      fail(subrequest, Errno.ENODATA);
    } else {
      againLater(subrequest);
    }
  }

  private static void complete(NetfsSubrequest subrequest) {
    subrequest.clear(SubrequestFlag.NO_PROGRESS);
    if (subrequest.has(SubrequestFlag.COPY_TO_CACHE)) {
      subrequest.request().flags.set(RequestFlag.COPY_TO_CACHE);
    }
  }

  private static void againLater(NetfsSubrequest subrequest) {
    subrequest.set(SubrequestFlag.SHORT_IO);
    subrequest.request().flags.set(RequestFlag.INCOMPLETE_IO);
  }

  /// What the cache could not give, the server is asked for; what the server could not give is
  /// lost, and nothing of the request is stored.
  private void fail(NetfsSubrequest subrequest, Errno error) {
    NetfsRequest request = subrequest.request();
    subrequest.uncut();
    subrequest.setError(error);
    if (subrequest.source() == IoSource.READ_FROM_CACHE) {
      netfs.stats().readsFailed.increment();
      request.flags.set(RequestFlag.INCOMPLETE_IO);
    } else {
      netfs.stats().downloadsFailed.increment();
      request.flags.set(RequestFlag.FAILED);
      request.setError(error);
    }
  }

  /// The last one looks at the answers, unless a reader waits to do that.
  private void leave(NetfsRequest request, boolean wasAsync) {
    long left = request.outstanding.decrementAndGet();
    if (left == 0) {
      if (wasAsync && request.flags.test(RequestFlag.INCOMPLETE_IO)) {
        netfs.queue("netfs-assess", () -> assessment.assess(request, false));
      } else {
        assessment.assess(request, wasAsync);
      }
    } else if (left == 1) {
      request.outstandingWaiters.wakeAll();
    }
  }
}
