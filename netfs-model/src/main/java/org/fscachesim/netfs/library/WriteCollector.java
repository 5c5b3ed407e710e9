package org.fscachesim.netfs.library;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.work.Work;
import org.fscachesim.netfs.event.CollectEvent;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// Takes the answers of one write: a page has been written when both the server and the cache are
/// through with it, and with all before it.
///
/// ```text
/// issuer                                collector (a worker, one at a time)
/// page 0: to the server, to the cache
/// page 1: to the server, to the cache   server took page 0
/// all queued                            cache took both       page 0 is done
///                                       server took page 1    page 1 is done, and the request
/// ```
///
/// The two ways are two streams, and of each the oldest subrequest is looked at first. Everything
/// before it has been collected; what has been collected of both streams cleans the pages there.
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

  // What is noted while looking at the streams.
  private static final int PENDING = 1;
  private static final int PROGRESS = 4;
  private static final int PAGES = 8;

  private final Netfs netfs;
  private final NetfsRequest request;
  private final WriteStream upload;
  private final WriteStream cache;
  private final Written whenWritten;
  private final Work work;
  private final SpinLock lock;
  private final Plain<Deque<Folio>> pending;
  private volatile long uploaded;
  // The collector's.
  private volatile long collectedTo;
  private volatile long cleanedTo;

  WriteCollector(NetfsRequest request, boolean toServer, boolean toCache, Written whenWritten) {
    this.netfs = request.netfs();
    this.request = request;
    this.whenWritten = whenWritten;
    this.upload = new WriteStream(request, IoSource.UPLOAD_TO_SERVER, this, toServer);
    this.cache = new WriteStream(request, IoSource.WRITE_TO_CACHE, this, toCache);
    this.work = new Work(netfs.kernel(), "netfs-collect", this::collect);
    this.lock = new SpinLock(netfs.kernel(), "netfs_io_request.lock");
    this.pending = new Plain<>(netfs.kernel(), "pages under way", new ArrayDeque<>(), lock);
    this.collectedTo = request.start();
    this.cleanedTo = request.start();
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
  void expect(Folio folio) {
    try (Held _ = lock.hold()) {
      pending.change().add(folio);
    }
  }

  /// Nothing that lies before a position will be issued any more, but for what is being put
  /// together.
  void handled(long position) {
    upload.handled(position);
    cache.handled(position);
  }

  /// A subrequest is about to be issued.
  void add(NetfsSubrequest piece) {
    request.outstanding.incrementAndGet();
    try (Held _ = lock.hold()) {
      request.subrequests.add(piece);
    }
  }

  /// The issuer will add nothing more, and puts its reference.
  void allQueued() {
    upload.issue();
    cache.issue();
    request.flags.set(RequestFlag.ALL_QUEUED);
    // The end of what is under way wakes the collector anyway.
    if (isEmpty()) {
      wakeCollector();
    }
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
    trace(() -> new CollectEvent.Begin(request.debugId(), request.start(), request.range().end()));
    request.trace(RequestTrace.COLLECT);
    boolean allQueued;
    do {
      allQueued = request.flags.test(RequestFlag.ALL_QUEUED);
      sweep();
      // If all has been queued meanwhile, the issuer may have found the list not yet empty.
    } while (!allQueued && request.flags.test(RequestFlag.ALL_QUEUED));
    if (allQueued && isEmpty() && request.flags.test(RequestFlag.IN_PROGRESS)) {
      netfs.observer().finished(request);
      request.trace(RequestTrace.WRITE_DONE);
      request.trace(RequestTrace.WAKE_IN_PROGRESS);
      request.endProgress();
      request.put(RequestRefTrace.PUT_WORK_COMPLETE, false);
    } else {
      request.put(RequestRefTrace.PUT_WORK, false);
    }
  }

  /// Kernel: fs/netfs/write_collect.c (netfs_collect_write_results)
  private void sweep() {
    int notes;
    do {
      notes = (request.hasQueue() ? PAGES : 0) | collect(upload) | collect(cache);
      collectedTo = Math.min(upload.collectedTo(), cache.collectedTo());
      int seen = notes;
      trace(() -> new CollectEvent.State(request.debugId(), collectedTo, cleanedTo, seen));
      clean();
    } while ((notes & PROGRESS) != 0);
  }

  /// Looks at what has ended of one stream, up to what has not.
  private int collect(WriteStream stream) {
    int notes = 0;
    long settledTo = stream.settledTo();
    NetfsSubrequest front = front(stream);
    while (front != null) {
      NetfsSubrequest piece = front;
      if (piece.has(SubrequestFlag.IN_PROGRESS)) {
        notes |= PENDING;
        break;
      }
      trace(
          () ->
              new CollectEvent.Subrequest(
                  request.debugId(),
                  stream.number(),
                  piece.index(),
                  piece.start(),
                  piece.transferred(),
                  piece.length()));
      if (piece.testAndClear(SubrequestFlag.NEED_RETRY)) {
        retry(piece);
        notes |= PENDING;
        break;
      }
      finish(piece);
      notes |= PROGRESS;
      front = front(stream);
    }
    stream.collected(front == null ? settledTo : Math.min(settledTo, front.start()));
    if (stream.isActive()) {
      int index = front == null ? -1 : front.index();
      trace(
          () ->
              new CollectEvent.Stream(
                  request.debugId(), stream.number(), stream.collectedTo(), index));
    }
    return notes;
  }

  /// Hands back the pages that are through with.
  ///
  /// Kernel: fs/netfs/write_collect.c (netfs_writeback_unlock_folios)
  private void clean() {
    Folio folio = written();
    while (folio != null) {
      long start = folio.position();
      long index = folio.index();
      trace(
          () ->
              new CollectEvent.Page(
                  request.debugId(), index, start, start + Folio.SIZE, cleanedTo, collectedTo));
      whenWritten.written(folio);
      cleanedTo = start + Folio.SIZE;
      folio = written();
    }
  }

  private @Nullable Folio written() {
    try (Held _ = lock.hold()) {
      Folio folio = pending.get().peek();
      return folio == null || folio.position() + Folio.SIZE > collectedTo
          ? null
          : pending.change().poll();
    }
  }

  /// The oldest subrequest of a stream.
  private @Nullable NetfsSubrequest front(WriteStream stream) {
    try (Held _ = lock.hold()) {
      return request.subrequests.stream()
          .filter(piece -> piece.source() == stream.source())
          .findFirst()
          .orElse(null);
    }
  }

  private boolean isEmpty() {
    try (Held _ = lock.hold()) {
      return request.subrequests.isEmpty();
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
    piece.put(SubrequestRefTrace.PUT_DONE, false);
  }

  private void trace(Supplier<NetfsEvent> event) {
    netfs.trace(event);
  }
}
