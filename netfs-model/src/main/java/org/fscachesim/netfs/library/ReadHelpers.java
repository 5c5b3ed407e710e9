package org.fscachesim.netfs.library;

import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// The ways into the library to read.
///
/// Kernel: fs/netfs/buffered_read.c, fs/netfs/io.c (netfs_begin_read)
final class ReadHelpers implements ReadEngine {
  private final Netfs netfs;
  private final Slicing slicing;
  private final Assessment assessment;
  private final Termination termination;

  ReadHelpers(Netfs netfs) {
    this.netfs = netfs;
    slicing = new Slicing(netfs);
    assessment = new Assessment(netfs, slicing, new CopyToCache(netfs));
    termination = new Termination(netfs, assessment);
  }

  @Override
  public void readahead(NetfsInode inode, ReadaheadBatch batch) {
    if (batch.length() == 0) {
      return;
    }
    NetfsRequest request;
    try {
      request =
          NetfsRequest.allocate(
              inode,
              batch.file(),
              RequestOrigin.READAHEAD,
              new FileRange(batch.position(), batch.length()));
    } catch (ErrnoException _) {
      // The page cache takes the pages back.
      return;
    }
    try {
      attachCache(request);
    } catch (ErrnoException _) {
      request.put(RequestRefTrace.PUT_FAILED, false);
      return;
    }
    netfs.stats().readaheads.increment();
    request.trace(ReadTrace.READAHEAD, request.range());
    ReadEngine.expand(request, batch);
    batch.takeAll();
    beginWithoutWaiting(request);
  }

  @Override
  public void readFolio(NetfsInode inode, @Nullable Object file, Folio folio)
      throws ErrnoException {
    NetfsRequest request;
    try {
      request =
          NetfsRequest.allocate(
              inode, file, RequestOrigin.READPAGE, new FileRange(folio.position(), Folio.SIZE));
    } catch (ErrnoException e) {
      folio.unlock();
      throw e;
    }
    try {
      attachCache(request);
    } catch (ErrnoException e) {
      request.put(RequestRefTrace.PUT_DISCARD, false);
      folio.unlock();
      throw e;
    }
    netfs.stats().readpages.increment();
    request.trace(ReadTrace.READPAGE, request.range());
    beginAndWait(request);
  }

  @Override
  public Folio writeBegin(NetfsInode inode, @Nullable Object file, long position, int length)
      throws ErrnoException {
    Folio folio = ReadEngine.grabForWrite(inode, file, position, length);
    try {
      prepareForWrite(inode, file, position, length, folio);
      return folio;
    } catch (ErrnoException e) {
      folio.unlock();
      throw e;
    }
  }

  /// Fills a locked page, unless it is filled or need not be, and waits until it is not being
  /// stored: what changes then would get into the cache half.
  private void prepareForWrite(
      NetfsInode inode, @Nullable Object file, long position, int length, Folio folio)
      throws ErrnoException {
    if (!folio.isUptodate()) {
      if (!inode.isCacheEnabled() && skip(inode, position, length, folio)) {
        netfs.stats().writeBeginsSkipped.increment();
        return;
      }
      readForWrite(inode, file, folio, ReadTrace.WRITE_BEGIN);
    }
    if (!folio.awaitStoredKillable()) {
      throw Errno.EINTR.exception();
    }
  }

  @Override
  public void readForWrite(NetfsInode inode, @Nullable Object file, Folio folio, ReadTrace why)
      throws ErrnoException {
    NetfsRequest request =
        NetfsRequest.allocate(
            inode, file, RequestOrigin.READ_FOR_WRITE, new FileRange(folio.position(), Folio.SIZE));
    request.keepLocked(folio);
    try {
      attachCache(request);
    } catch (ErrnoException e) {
      request.put(RequestRefTrace.PUT_DISCARD, false);
      throw e;
    }
    netfs.stats().writeBegins.increment();
    request.trace(why, request.range());
    ReadaheadBatch batch = new ReadaheadBatch(inode.mapping(), file, List.of(folio));
    ReadEngine.expand(request, batch);
    batch.takeAll();
    beginAndWait(request);
  }

  /// Whether nothing of what the page had matters: all of it is overwritten, or what is not lies
  /// behind the end of the file. Then that part is zeroed.
  ///
  /// Kernel: fs/netfs/buffered_read.c (netfs_skip_folio_read)
  static boolean skip(NetfsInode inode, long position, int length, Folio folio) {
    int inPage = (int) (position % Folio.SIZE);
    long fileSize = inode.fileSize();
    boolean whole = inPage == 0 && length >= Folio.SIZE;
    boolean behindEnd = folio.position() >= fileSize;
    boolean upToEnd = inPage == 0 && position + length >= fileSize;
    if (!whole && !behindEnd && !upToEnd) {
      return false;
    }
    byte[] zeros = new byte[Folio.SIZE];
    folio.data().put(zeros, 0, inPage);
    int end = Math.min(Folio.SIZE, inPage + length);
    folio.data().position(end).put(zeros, 0, Folio.SIZE - end);
    return true;
  }

  /// @throws ErrnoException the read is not to go on, not even without the cache
  private static void attachCache(NetfsRequest request) throws ErrnoException {
    try {
      request.inode().operations().beginCacheOperation(request);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOMEM || e.errno() == Errno.EINTR) {
        throw e;
      }
    }
  }

  private void beginWithoutWaiting(NetfsRequest request) {
    request.setEnds(termination::terminated);
    request.outstanding.set(1);
    slicing.submit(request);
    if (request.outstanding.decrementAndTest()) {
      assessment.assess(request, false);
    }
  }

  /// @throws ErrnoException what the request ended with, or `EIO` when a part could not be issued
  private void beginAndWait(NetfsRequest request) throws ErrnoException {
    request.get(RequestRefTrace.GET_HOLD);
    request.setEnds(termination::terminated);
    request.outstanding.set(1);
    slicing.submit(request);
    do {
      request.outstandingWaiters.await(
          () -> request.outstanding.get() == 1, request + " has nothing under way");
      assessment.assess(request, false);
    } while (request.flags.test(RequestFlag.IN_PROGRESS));
    Errno error = request.error();
    if (error == null && request.submitted() < request.length()) {
      request.traceFailure(Errno.EIO, FailureTrace.SHORT_READ);
      error = Errno.EIO;
    }
    request.put(RequestRefTrace.PUT_HOLD, false);
    if (error != null) {
      throw error.exception();
    }
  }
}
