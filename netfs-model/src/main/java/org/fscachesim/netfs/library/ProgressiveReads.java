package org.fscachesim.netfs.library;

import java.util.List;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// Reads whose pages are unlocked one by one, as soon as all of a page is there.
///
/// Kernel: fs/netfs/buffered_read.c (netfs_read_to_pagecache)
final class ProgressiveReads implements ReadEngine {
  private final Netfs netfs;

  ProgressiveReads(Netfs netfs) {
    this.netfs = netfs;
  }

  @Override
  public void readahead(NetfsInode inode, ReadaheadBatch batch) {
    if (batch.length() == 0) {
      return;
    }
    NetfsRequest request;
    try {
      request =
          begin(
              inode,
              batch.file(),
              RequestOrigin.READAHEAD,
              new FileRange(batch.position(), batch.length()));
    } catch (ErrnoException _) {
      // The page cache takes the pages back.
      return;
    }
    netfs.stats().readaheads.increment();
    request.trace(ReadTrace.READAHEAD, request.range());
    ReadEngine.expand(request, batch);
    issue(request, batch.takeAll());
    request.put(RequestRefTrace.PUT_RETURN, false);
  }

  @Override
  public void readFolio(NetfsInode inode, @Nullable Object file, Folio folio)
      throws ErrnoException {
    // A page that waits to be stored is uptodate; nobody reads it again.
    NetfsRequest request;
    try {
      request =
          begin(inode, file, RequestOrigin.READPAGE, new FileRange(folio.position(), Folio.SIZE));
    } catch (ErrnoException e) {
      folio.unlock();
      throw e;
    }
    netfs.stats().readpages.increment();
    request.trace(ReadTrace.READPAGE, request.range());
    issueAndWait(request, folio);
  }

  @Override
  public Folio writeBegin(NetfsInode inode, @Nullable Object file, long position, int length)
      throws ErrnoException {
    Folio folio = ReadEngine.grabForWrite(inode, file, position, length);
    try {
      if (!folio.isUptodate()) {
        fillForWrite(inode, file, position, length, folio);
      }
      if (!folio.awaitStoredKillable()) {
        throw Errno.EINTR.exception();
      }
      return folio;
    } catch (ErrnoException e) {
      folio.unlock();
      throw e;
    }
  }

  private void fillForWrite(
      NetfsInode inode, @Nullable Object file, long position, int length, Folio folio)
      throws ErrnoException {
    if (!inode.isCacheEnabled() && ReadHelpers.skip(inode, position, length, folio)) {
      netfs.stats().writeBeginsSkipped.increment();
      return;
    }
    readForWrite(inode, file, folio, ReadTrace.WRITE_BEGIN);
  }

  /// Fills a page, which stays locked, because a part of it will be written.
  ///
  /// Kernel: fs/netfs/buffered_read.c (netfs_prefetch_for_write)
  @Override
  public void readForWrite(NetfsInode inode, @Nullable Object file, Folio folio, ReadTrace why)
      throws ErrnoException {
    NetfsRequest request =
        begin(
            inode, file, RequestOrigin.READ_FOR_WRITE, new FileRange(folio.position(), Folio.SIZE));
    request.keepLocked(folio);
    netfs.stats().writeBegins.increment();
    request.trace(why, request.range());
    issueAndWait(request, folio);
  }

  private NetfsRequest begin(
      NetfsInode inode, @Nullable Object file, RequestOrigin origin, FileRange range)
      throws ErrnoException {
    NetfsRequest request = NetfsRequest.allocate(inode, file, origin, range);
    Cookie cookie = inode.cookie();
    try {
      if (cookie != null) {
        request.resources().beginReadOperation(cookie);
      }
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOMEM || e.errno() == Errno.EINTR) {
        request.put(RequestRefTrace.PUT_FAILED, false);
        throw e;
      }
    }
    return request;
  }

  /// Kernel: fs/netfs/misc.c (netfs_wait_for_read)
  private void issueAndWait(NetfsRequest request, Folio folio) throws ErrnoException {
    issue(request, List.of(folio));
    request.flags.awaitClear(RequestFlag.IN_PROGRESS);
    Errno error = request.error();
    if (error == null && request.submitted() < request.length()) {
      request.traceFailure(Errno.EIO, FailureTrace.SHORT_READ);
      error = Errno.EIO;
    }
    request.put(RequestRefTrace.PUT_RETURN, false);
    if (error != null) {
      throw error.exception();
    }
  }

  private void issue(NetfsRequest request, List<Folio> folios) {
    ReadCollector collector = new ReadCollector(netfs, request, folios);
    request.setEnds(collector);
    request.openQueue();
    request.outstanding.set(1);
    try {
      while (request.submitted() < request.length()) {
        issueSlice(request, collector.progress());
      }
    } catch (ErrnoException e) {
      if (request.error() == null) {
        request.setError(e.errno());
      }
    }
    collector.leave();
  }

  private void issueSlice(NetfsRequest request, ReadProgress progress) throws ErrnoException {
    long done = request.submitted();
    NetfsSubrequest slice =
        new NetfsSubrequest(
            request,
            request.nextSubrequestIndex(),
            IoSource.UNKNOWN,
            new FileRange(request.start() + done, request.length() - done));
    request.outstanding.incrementAndGet();
    progress.add(slice);
    try {
      IoSource source = source(request, slice);
      slice.setSource(source);
      if (source == IoSource.DOWNLOAD_FROM_SERVER) {
        request.inode().operations().prepareRead(slice);
        slice.shorten(Math.min(slice.length(), slice.limit()));
      }
      if (slice.length() == 0 || source == IoSource.INVALID_READ) {
        throw Errno.EIO.exception();
      }
    } catch (ErrnoException e) {
      request.outstanding.decrementAndGet();
      progress.remove(slice);
      slice.put(SubrequestRefTrace.PUT_CLEAR, false);
      slice.put(SubrequestRefTrace.PUT_TERMINATED, false);
      throw e;
    }
    request.addSubmitted(slice.length());
    netfs.observer().accepted(slice);
    start(request, slice, progress);
  }

  /// What the server surely does not have is zeros, whatever the cache thinks.
  private static IoSource source(NetfsRequest request, NetfsSubrequest subrequest) {
    IoSource source = IoSource.DOWNLOAD_FROM_SERVER;
    ResourceOperations cache = request.resources().ops();
    if (cache != null) {
      ReadSlice slice = subrequest.slice();
      source = cache.prepareRead(request.resources(), slice, request.fileSize());
      subrequest.become(slice);
    }
    if (source == IoSource.DOWNLOAD_FROM_SERVER) {
      long end = Math.min(request.inode().zeroPoint(), request.fileSize());
      if (subrequest.start() >= end) {
        subrequest.clear(SubrequestFlag.COPY_TO_CACHE);
        return IoSource.FILL_WITH_ZEROES;
      }
      subrequest.shorten(Math.min(subrequest.length(), end - subrequest.start()));
    }
    return source;
  }

  private void start(NetfsRequest request, NetfsSubrequest slice, ReadProgress progress) {
    netfs.observer().issuing(slice);
    switch (slice.source()) {
      case FILL_WITH_ZEROES -> {
        slice.trace(SubrequestTrace.SUBMIT);
        progress.locate(slice);
        netfs.stats().zeroes.increment();
        slice.set(SubrequestFlag.CLEAR_TAIL);
        slice.set(SubrequestFlag.HIT_EOF);
        slice.terminated(new IoOutcome.Transferred(0), false);
      }
      case DOWNLOAD_FROM_SERVER -> {
        progress.locate(slice);
        netfs.stats().downloads.increment();
        request.inode().operations().issueRead(slice);
      }
      case READ_FROM_CACHE -> {
        slice.trace(SubrequestTrace.SUBMIT);
        progress.locate(slice);
        netfs.stats().reads.increment();
        try {
          request
              .resources()
              .read(slice.start(), slice.buffer(), ReadHole.IGNORE, slice::terminated);
        } catch (ErrnoException e) {
          // The slice was told.
        }
      }
      case UNKNOWN, INVALID_READ, UPLOAD_TO_SERVER, WRITE_TO_CACHE, INVALID_WRITE ->
          throw new AssertionError("a slice to be read has source " + slice.source());
    }
  }
}
