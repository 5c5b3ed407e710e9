package org.fscachesim.netfs.library;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.work.Work;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;

/// Takes the answers of one write: a page has been written when both the server and the cache are
/// through with it.
///
/// ```text
/// issuer                                collector (a worker, one at a time)
/// page 0: to the server, to the cache
/// page 1: to the server, to the cache   server took page 0
/// all queued                            cache took both       page 0 is done
///                                       server took page 1    page 1 is done, and the request
/// ```
///
/// An error of the cache ends what goes to the cache, and nobody hears of it but the client; an
/// error of the server is kept for whoever syncs.
///
/// Kernel: fs/netfs/write_collect.c
final class WriteCollector implements NetfsRequest.Ends {
  /// What becomes of a page that was written.
  interface Written {
    void written(Folio folio);
  }

  private final Netfs netfs;
  private final NetfsRequest request;
  private final WriteStream upload;
  private final WriteStream cache;
  private final Written whenWritten;
  private final Work work;
  private final SpinLock lock;
  // Bytes that have to go somewhere, and one for the issuer.
  private final Plain<Map<Folio, Long>> pending;
  private volatile long uploaded;

  WriteCollector(NetfsRequest request, boolean toServer, boolean toCache, Written whenWritten) {
    this.netfs = request.netfs();
    this.request = request;
    this.whenWritten = whenWritten;
    this.upload = new WriteStream(request, IoSource.UPLOAD_TO_SERVER, this, toServer);
    this.cache = new WriteStream(request, IoSource.WRITE_TO_CACHE, this, toCache);
    this.work = new Work(netfs.kernel(), "netfs-collect", this::collect);
    this.lock = new SpinLock(netfs.kernel(), "netfs_io_request.lock");
    this.pending = new Plain<>(netfs.kernel(), "pages under way", new LinkedHashMap<>(), lock);
    request.setEnds(this);
  }

  WriteStream upload() {
    return upload;
  }

  WriteStream cache() {
    return cache;
  }

  /// Bytes that the server took.
  long uploaded() {
    return uploaded;
  }

  /// A page is about to be issued.
  ///
  /// @param bytes how many have to go somewhere, over both streams
  void expect(Folio folio, long bytes) {
    try (Held _ = lock.hold()) {
      pending.change().put(folio, bytes);
    }
  }

  /// A subrequest is about to be issued.
  void add(NetfsSubrequest piece) {
    request.outstanding.incrementAndGet();
    try (Held _ = lock.hold()) {
      request.subrequests.add(piece);
    }
  }

  /// Bytes need not go to one of the streams any more.
  void done(FileRange range) {
    List<Folio> complete = new ArrayList<>();
    try (Held _ = lock.hold()) {
      for (Map.Entry<Folio, Long> entry : pending.change().entrySet()) {
        Folio folio = entry.getKey();
        long from = Math.max(range.start(), folio.position());
        long to = Math.min(range.end(), folio.position() + Folio.SIZE);
        if (from < to) {
          entry.setValue(entry.getValue() - (to - from));
          if (entry.getValue() == 0) {
            complete.add(folio);
          }
        }
      }
      complete.forEach(pending.change()::remove);
    }
    complete.forEach(whenWritten::written);
  }

  /// The issuer will add nothing more, and puts its reference.
  void allQueued() {
    upload.issue();
    cache.issue();
    request.flags.set(RequestFlag.ALL_QUEUED);
    wakeCollector();
  }

  /// Kernel: fs/netfs/write_collect.c (netfs_write_subrequest_terminated)
  @Override
  public void ended(NetfsSubrequest piece, IoOutcome outcome, boolean wasAsync) {
    boolean toServer = piece.source() == IoSource.UPLOAD_TO_SERVER;
    NetfsStats stats = netfs.stats();
    (toServer ? stats.uploadsDone : stats.writesDone).increment();
    switch (outcome) {
      case IoOutcome.Failed(Errno error) -> {
        (toServer ? stats.uploadsFailed : stats.writesFailed).increment();
        piece.traceFailure(error, FailureTrace.WRITE);
        if (toServer && error == Errno.EAGAIN) {
          piece.set(SubrequestFlag.NEED_RETRY);
        } else {
          fail(piece, error, toServer);
        }
      }
      case IoOutcome.Transferred(long bytes) -> transferred(piece, bytes, toServer);
    }
    piece.trace(SubrequestTrace.TERMINATED);
    piece.clear(SubrequestFlag.IN_PROGRESS);
    wakeCollector();
    piece.put(SubrequestRefTrace.PUT_TERMINATED, wasAsync);
  }

  private void fail(NetfsSubrequest piece, Errno error, boolean toServer) {
    piece.setError(error);
    piece.set(SubrequestFlag.FAILED);
    if (toServer) {
      request.setError(error);
      request.inode().noteWritebackError(error);
    } else {
      cache.giveUp();
      request.inode().operations().invalidateCache(request);
    }
  }

  private void transferred(NetfsSubrequest piece, long bytes, boolean toServer) {
    piece.addTransferred(Math.min(bytes, piece.remaining()));
    if (toServer) {
      long sum = uploaded + bytes;
      uploaded = sum;
    }
    if (piece.remaining() == 0) {
      piece.clear(SubrequestFlag.NO_PROGRESS);
    } else if (!toServer) {
      // The rest is left out of the cache, which reads a hole there.
      piece.set(SubrequestFlag.FAILED);
    } else if (bytes == 0 && piece.testAndSet(SubrequestFlag.NO_PROGRESS)) {
      fail(piece, Errno.EIO, true);
    } else {
      piece.set(SubrequestFlag.NEED_RETRY);
    }
  }

  private void wakeCollector() {
    request.get(RequestRefTrace.GET_WORK);
    if (!netfs.kernel().workQueue("events_unbound").queue(work)) {
      request.put(RequestRefTrace.PUT_WORK, false);
    }
  }

  /// Kernel: fs/netfs/write_collect.c (netfs_write_collection_worker)
  private void collect() {
    request.see(RequestRefTrace.SEE_WORK);
    request.trace(RequestTrace.COLLECT);
    // Looked at first: what is queued after that wakes the collector again.
    boolean allQueued = request.flags.test(RequestFlag.ALL_QUEUED);
    for (NetfsSubrequest piece : pieces()) {
      if (piece.has(SubrequestFlag.IN_PROGRESS)) {
        continue;
      }
      if (piece.testAndClear(SubrequestFlag.NEED_RETRY)) {
        retry(piece);
      } else {
        finish(piece);
      }
    }
    if (allQueued && pieces().isEmpty() && request.flags.test(RequestFlag.IN_PROGRESS)) {
      netfs.observer().finished(request);
      request.trace(RequestTrace.WRITE_DONE);
      request.trace(RequestTrace.WAKE_IN_PROGRESS);
      request.endProgress();
      request.put(RequestRefTrace.PUT_WORK_COMPLETE, false);
    } else {
      request.put(RequestRefTrace.PUT_WORK, false);
    }
  }

  private List<NetfsSubrequest> pieces() {
    try (Held _ = lock.hold()) {
      return List.copyOf(request.subrequests);
    }
  }

  private void retry(NetfsSubrequest piece) {
    piece.trace(SubrequestTrace.RETRY);
    piece.get(SubrequestRefTrace.GET_RESUBMIT);
    upload.send(piece);
  }

  private void finish(NetfsSubrequest piece) {
    try (Held _ = lock.hold()) {
      request.subrequests.remove(piece);
    }
    request.outstanding.decrementAndGet();
    done(new FileRange(piece.start(), piece.length()));
    piece.put(SubrequestRefTrace.PUT_DONE, false);
  }
}
