package org.fscachesim.netfs.library;

import java.util.List;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.FolioTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;

/// Takes the answers of one request: hands out the pages that are complete, and has read again from
/// the server what was short.
///
/// A page is to be stored in the cache if the subrequest that completed it is. So the page with the
/// end of a file, whose rest is zeros, is not stored when the zeros come last, as they do unless
/// the server is asynchronous.
///
/// Kernel: fs/netfs/read_collect.c
final class ReadCollector implements NetfsRequest.Ends {
  private final Netfs netfs;
  private final NetfsRequest request;
  private final ReadProgress progress;
  private final MarkedCopy copy;

  /// @param folios those of the request, locked
  ReadCollector(Netfs netfs, NetfsRequest request, List<Folio> folios) {
    this.netfs = netfs;
    this.request = request;
    this.progress = new ReadProgress(request, folios);
    this.copy = new MarkedCopy(netfs, request);
  }

  /// The issuer's: it tells of each slice.
  ReadProgress progress() {
    return progress;
  }

  /// Kernel: fs/netfs/read_collect.c (netfs_read_subreq_terminated)
  @Override
  public void ended(NetfsSubrequest subrequest, IoOutcome outcome, boolean wasAsync) {
    if (wasAsync) {
      netfs.queue("netfs-read", () -> take(subrequest, outcome));
    } else {
      take(subrequest, outcome);
    }
  }

  private void take(NetfsSubrequest subrequest, IoOutcome outcome) {
    switch (outcome) {
      case IoOutcome.Failed(Errno error) -> {
        if (netfs.kernel().has(NetfsBehaviour.FAILED_READS_COUNT_AS_ENDED)) {
          countEnd(subrequest);
        }
        subrequest.traceFailure(error, FailureTrace.READ);
        failed(subrequest, error);
      }
      case IoOutcome.Transferred(long bytes) -> {
        countEnd(subrequest);
        transferred(subrequest, bytes);
      }
    }
    subrequest.trace(SubrequestTrace.TERMINATED);
    leave();
    subrequest.put(SubrequestRefTrace.PUT_TERMINATED, false);
  }

  private void countEnd(NetfsSubrequest subrequest) {
    if (subrequest.source() == IoSource.READ_FROM_CACHE) {
      netfs.stats().readsDone.increment();
    } else if (subrequest.source() == IoSource.DOWNLOAD_FROM_SERVER) {
      netfs.stats().downloadsDone.increment();
    }
  }

  private void failed(NetfsSubrequest subrequest, Errno error) {
    subrequest.uncut();
    if (subrequest.source() == IoSource.READ_FROM_CACHE) {
      netfs.stats().readsFailed.increment();
      if (!netfs.kernel().has(NetfsBehaviour.CACHE_READ_ERROR_IS_FINAL)) {
        netfs.stats().downloadsInstead.increment();
        again(subrequest);
        return;
      }
    } else {
      netfs.stats().downloadsFailed.increment();
      request.flags.set(RequestFlag.FAILED);
      request.setError(error);
    }
    subrequest.setError(error);
    subrequest.set(SubrequestFlag.FAILED);
  }

  private void transferred(NetfsSubrequest subrequest, long bytes) {
    long missing = subrequest.remaining();
    if (netfs
        .kernel()
        .warn(
            bytes > missing,
            "Subreq overread: %s: %d bytes, %d were missing"
                .formatted(subrequest, bytes, missing))) {
      bytes = missing;
    }
    long from = subrequest.position();
    subrequest.addTransferred(bytes);
    subrequest.uncut();
    if (bytes < missing && isRestZero(subrequest)) {
      int rest = Math.toIntExact(subrequest.remaining());
      subrequest.buffer().zero(0, rest);
      subrequest.addTransferred(rest);
      subrequest.trace(SubrequestTrace.CLEAR);
    }
    if (subrequest.position() > from) {
      subrequest.clear(SubrequestFlag.NO_PROGRESS);
      progress.consume(subrequest, this::unlock);
    }
    if (subrequest.remaining() > 0) {
      readRest(subrequest, bytes);
    }
  }

  /// A client that met the end of the file, or declares the tail zero, has no more to give.
  private static boolean isRestZero(NetfsSubrequest subrequest) {
    return subrequest.has(SubrequestFlag.HIT_EOF) || subrequest.has(SubrequestFlag.CLEAR_TAIL);
  }

  private void readRest(NetfsSubrequest subrequest, long bytes) {
    if (bytes == 0 && subrequest.testAndSet(SubrequestFlag.NO_PROGRESS)) {
      netfs.stats().downloadsFailed.increment();
      subrequest.setError(Errno.ENODATA);
      subrequest.set(SubrequestFlag.FAILED);
      request.flags.set(RequestFlag.FAILED);
      request.setError(Errno.ENODATA);
    } else {
      again(subrequest);
    }
  }

  private void again(NetfsSubrequest subrequest) {
    subrequest.set(SubrequestFlag.NEED_RETRY);
    request.flags.set(RequestFlag.NEED_RETRY);
  }

  /// Kernel: fs/netfs/read_collect.c (netfs_unlock_read_folio)
  private void unlock(NetfsSubrequest subrequest, Folio folio) {
    folio.markUptodate();
    if (!subrequest.has(SubrequestFlag.COPY_TO_CACHE)) {
      request.trace(FolioTrace.READ_DONE, folio);
    } else if (request.flags.test(RequestFlag.USE_PGPRIV2)) {
      copy.mark(folio);
    } else {
      request.trace(FolioTrace.MARK_COPY, folio);
      folio.setPrivateData(PageMark.COPY_TO_CACHE);
      request.inode().mapping().markDirty(folio);
    }
    netfs.observer().handedOut(request, folio);
    if (folio != request.keptLocked()) {
      request.trace(FolioTrace.READ_UNLOCK, folio);
      folio.unlock();
    }
  }

  /// The issuer, or a subrequest, has nothing more to do; the last one ends the request.
  void leave() {
    while (request.outstanding.decrementAndTest()) {
      if (!request.flags.testAndClear(RequestFlag.NEED_RETRY)
          || request.flags.test(RequestFlag.FAILED)) {
        finish();
        return;
      }
      request.outstanding.incrementAndGet();
      retry();
    }
  }

  /// Reads what is missing from the server, wherever it should have come from; neighbours together.
  ///
  /// Kernel: fs/netfs/read_retry.c (netfs_retry_read_subrequests)
  private void retry() {
    List<NetfsSubrequest> all = List.copyOf(request.subrequests);
    int i = 0;
    while (i < all.size()) {
      NetfsSubrequest first = all.get(i++);
      if (!first.testAndClear(SubrequestFlag.NEED_RETRY)) {
        continue;
      }
      while (i < all.size() && join(first, all.get(i))) {
        i++;
      }
      first.setSource(IoSource.DOWNLOAD_FROM_SERVER);
      first.set(SubrequestFlag.RETRYING);
      first.trace(SubrequestTrace.RETRY);
      reissue(first);
    }
  }

  /// Kernel: fs/netfs/read_retry.c
  private boolean join(NetfsSubrequest first, NetfsSubrequest next) {
    if (next.start() != first.start() + first.length()
        || next.transferred() > 0
        || next.has(SubrequestFlag.COPY_TO_CACHE) != first.has(SubrequestFlag.COPY_TO_CACHE)
        || !next.testAndClear(SubrequestFlag.NEED_RETRY)) {
      return false;
    }
    first.extend(next.length());
    progress.join(first, next);
    next.put(SubrequestRefTrace.PUT_DONE, false);
    return true;
  }

  private void reissue(NetfsSubrequest subrequest) {
    request.outstanding.incrementAndGet();
    subrequest.get(SubrequestRefTrace.GET_RESUBMIT);
    netfs.observer().issuing(subrequest);
    try {
      request.inode().operations().prepareRead(subrequest);
    } catch (ErrnoException e) {
      netfs.stats().downloads.increment();
      subrequest.terminated(new IoOutcome.Failed(e.errno()), false);
      return;
    }
    subrequest.cutTo(subrequest.limit());
    netfs.stats().downloads.increment();
    request.inode().operations().issueRead(subrequest);
  }

  /// Kernel: fs/netfs/read_collect.c (netfs_rreq_assess)
  private void finish() {
    request.trace(RequestTrace.ASSESS);
    for (Folio folio : progress.incomplete()) {
      netfs.observer().handedOut(request, folio);
      if (folio != request.keptLocked()) {
        folio.unlock();
      }
    }
    copy.write();
    request.trace(RequestTrace.WAKE_IN_PROGRESS);
    netfs.observer().finished(request);
    request.endProgress();
    request.trace(RequestTrace.DONE);
    request.clearSubrequests(false);
    request.inode().operations().done(request);
  }
}
