package org.fscachesim.netfs.library;

import java.nio.ByteBuffer;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.jspecify.annotations.Nullable;

/// Reads from the server past the pages and past the cache, for a reader who waits.
///
/// A piece that came back short is asked for again, unless the client met the end of the file.
///
/// Kernel: fs/netfs/direct_read.c
final class UnbufferedReads implements NetfsRequest.Ends {
  private final Netfs netfs;

  UnbufferedReads(Netfs netfs) {
    this.netfs = netfs;
  }

  int read(NetfsInode inode, @Nullable Object file, long position, ByteBuffer into)
      throws ErrnoException {
    byte[] bytes = new byte[into.remaining()];
    if (bytes.length == 0) {
      return 0;
    }
    NetfsRequest request =
        NetfsRequest.allocate(
            inode, file, RequestOrigin.DIRECT_READ, new FileRange(position, bytes.length));
    netfs.stats().directReads.increment();
    request.trace(ReadTrace.DIRECT_READ, request.range());
    request.setMemory(IoBuffer.of(bytes));
    request.setEnds(this);
    request.outstanding.set(1);
    issue(request);
    leave(request);
    request.flags.awaitClear(RequestFlag.IN_PROGRESS);
    int count = fromStart(request);
    Errno error = request.error();
    request.clearSubrequests(false);
    request.put(RequestRefTrace.PUT_RETURN, false);
    if (error != null && count == 0) {
      throw error.exception();
    }
    into.put(bytes, 0, count);
    return count;
  }

  /// Bytes that are there without a gap.
  private static int fromStart(NetfsRequest request) {
    long count = 0;
    for (NetfsSubrequest piece : request.subrequests) {
      count += piece.transferred();
      if (piece.remaining() > 0) {
        break;
      }
    }
    return Math.toIntExact(count);
  }

  /// Where pages are unlocked one by one, the server is asked for all that the reader wants, and
  /// says itself where the file ends; else nothing behind the end of the file is asked for.
  private void issue(NetfsRequest request) {
    boolean askAll = netfs.kernel().has(NetfsBehaviour.PROGRESSIVE_READS);
    long inFile = Math.max(0, request.fileSize() - request.start());
    long wanted = askAll ? request.length() : Math.min(request.length(), inFile);
    try {
      while (request.submitted() < wanted) {
        issuePiece(request, wanted);
      }
    } catch (ErrnoException e) {
      request.setError(e.errno());
    }
  }

  private void issuePiece(NetfsRequest request, long wanted) throws ErrnoException {
    long done = request.submitted();
    NetfsSubrequest piece =
        new NetfsSubrequest(
            request,
            request.nextSubrequestIndex(),
            IoSource.DOWNLOAD_FROM_SERVER,
            new FileRange(request.start() + done, wanted - done));
    request.outstanding.incrementAndGet();
    piece.trace(SubrequestTrace.ADD);
    try {
      cut(piece);
    } catch (ErrnoException e) {
      request.outstanding.decrementAndGet();
      piece.put(SubrequestRefTrace.PUT_CLEAR, false);
      piece.put(SubrequestRefTrace.PUT_TERMINATED, false);
      throw e;
    }
    request.subrequests.add(piece);
    request.addSubmitted(piece.length());
    netfs.observer().accepted(piece);
    send(piece);
  }

  /// To what one call to the server can give.
  private void cut(NetfsSubrequest piece) throws ErrnoException {
    RequestOperations operations = piece.request().inode().operations();
    if (netfs.kernel().has(NetfsBehaviour.PROGRESSIVE_READS)) {
      operations.prepareRead(piece);
      piece.shorten(Math.min(piece.length(), piece.limit()));
    } else if (!operations.clampLength(piece) || piece.length() == 0) {
      throw Errno.EIO.exception();
    }
  }

  private void send(NetfsSubrequest piece) {
    netfs.observer().issuing(piece);
    piece.trace(SubrequestTrace.SUBMIT);
    netfs.stats().downloads.increment();
    piece.request().inode().operations().issueRead(piece);
  }

  @Override
  public void ended(NetfsSubrequest piece, IoOutcome outcome, boolean wasAsync) {
    if (wasAsync) {
      netfs.queue("netfs-read", () -> take(piece, outcome));
    } else {
      take(piece, outcome);
    }
  }

  private void take(NetfsSubrequest piece, IoOutcome outcome) {
    switch (outcome) {
      case IoOutcome.Failed(Errno error) -> {
        if (netfs.kernel().has(NetfsBehaviour.FAILED_READS_COUNT_AS_ENDED)) {
          netfs.stats().downloadsDone.increment();
        }
        fail(piece, error);
      }
      case IoOutcome.Transferred(long bytes) -> {
        netfs.stats().downloadsDone.increment();
        transferred(piece, Math.min(bytes, piece.remaining()));
      }
    }
    piece.trace(SubrequestTrace.TERMINATED);
    leave(piece.request());
    piece.put(SubrequestRefTrace.PUT_TERMINATED, false);
  }

  private void fail(NetfsSubrequest piece, Errno error) {
    netfs.stats().downloadsFailed.increment();
    piece.traceFailure(error, FailureTrace.READ);
    piece.setError(error);
    piece.set(SubrequestFlag.FAILED);
    piece.request().flags.set(RequestFlag.FAILED);
    piece.request().setError(error);
  }

  private void transferred(NetfsSubrequest piece, long bytes) {
    piece.addTransferred(bytes);
    boolean ended = piece.has(SubrequestFlag.HIT_EOF) || piece.has(SubrequestFlag.CLEAR_TAIL);
    if (bytes > 0) {
      piece.clear(SubrequestFlag.NO_PROGRESS);
    }
    if (piece.remaining() == 0 || ended) {
      return;
    }
    if (bytes == 0 && piece.testAndSet(SubrequestFlag.NO_PROGRESS)) {
      fail(piece, Errno.ENODATA);
      return;
    }
    piece.request().outstanding.incrementAndGet();
    piece.get(SubrequestRefTrace.GET_RESUBMIT);
    send(piece);
  }

  /// The issuer, or a piece, has nothing more to do; the last one ends the request.
  private void leave(NetfsRequest request) {
    if (request.outstanding.decrementAndTest()) {
      request.trace(RequestTrace.ASSESS);
      netfs.observer().finished(request);
      request.trace(RequestTrace.WAKE_IN_PROGRESS);
      request.flags.clearAndWake(RequestFlag.IN_PROGRESS);
    }
  }
}
