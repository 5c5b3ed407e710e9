package org.fscachesim.netfs.library;

import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;

/// Cuts a request into slices, and issues them.
///
/// Each slice is as long as its source goes: the cache says where it changes between data and hole,
/// the client how much the server gives at a time, the end of the file where zeros begin.
///
/// Kernel: fs/netfs/io.c (netfs_rreq_submit_slice)
final class Slicing {
  private final Netfs netfs;

  Slicing(Netfs netfs) {
    this.netfs = netfs;
  }

  /// Issues all of a request, or what comes before a slice that cannot be read.
  void submit(NetfsRequest request) {
    while (request.submitted() < request.length()) {
      if (!submitSlice(request)) {
        return;
      }
    }
  }

  private boolean submitSlice(NetfsRequest request) {
    long done = request.submitted();
    NetfsSubrequest slice =
        new NetfsSubrequest(
            request,
            request.nextSubrequestIndex(),
            IoSource.FILL_WITH_ZEROES,
            new FileRange(request.start() + done, request.length() - done));
    request.subrequests.add(slice);
    slice.setSource(prepare(request, slice));
    if (slice.source() == IoSource.INVALID_READ) {
      reject(request, slice);
      return false;
    }
    request.outstanding.incrementAndGet();
    request.addSubmitted(slice.length());
    netfs.observer().accepted(slice);
    slice.trace(SubrequestTrace.SUBMIT);
    issueFirst(request, slice);
    return true;
  }

  /// A slice that nobody can read stays on the list, so that the pages behind what was issued are
  /// accounted for.
  private void reject(NetfsRequest request, NetfsSubrequest slice) {
    if (!netfs.kernel().has(NetfsBehaviour.REJECTED_SLICE_COUNTS_AS_READ)
        && slice.error() == null) {
      slice.setError(Errno.EIO);
    }
    request.setError(slice.error());
    slice.put(SubrequestRefTrace.PUT_FAILED, false);
  }

  /// Kernel: fs/netfs/io.c (netfs_rreq_prepare_read)
  private IoSource prepare(NetfsRequest request, NetfsSubrequest slice) {
    IoSource source = source(request, slice);
    if (source == IoSource.DOWNLOAD_FROM_SERVER) {
      long inFile = request.fileSize() - slice.start();
      slice.shorten(Math.max(0, Math.min(slice.length(), inFile)));
      if (!request.inode().operations().clampLength(slice)) {
        source = IoSource.INVALID_READ;
      }
    }
    if (source != IoSource.INVALID_READ
        && netfs
            .kernel()
            .warn(slice.length() == 0, "netfs: " + slice + " from " + source + " has no bytes")) {
      source = IoSource.INVALID_READ;
    }
    slice.setSource(source);
    slice.trace(SubrequestTrace.PREPARE);
    return source;
  }

  private static IoSource source(NetfsRequest request, NetfsSubrequest subrequest) {
    ResourceOperations cache = request.resources().ops();
    if (cache == null) {
      return subrequest.start() >= request.fileSize()
          ? IoSource.FILL_WITH_ZEROES
          : IoSource.DOWNLOAD_FROM_SERVER;
    }
    ReadSlice slice = subrequest.slice();
    IoSource source = cache.prepareRead(request.resources(), slice, request.fileSize());
    subrequest.become(slice);
    return source;
  }

  private void issueFirst(NetfsRequest request, NetfsSubrequest slice) {
    switch (slice.source()) {
      case FILL_WITH_ZEROES -> {
        netfs.stats().zeroes.increment();
        netfs.observer().issuing(slice);
        slice.set(SubrequestFlag.CLEAR_TAIL);
        slice.terminated(new IoOutcome.Transferred(0), false);
      }
      case DOWNLOAD_FROM_SERVER -> download(slice);
      case READ_FROM_CACHE -> readFromCache(request, slice, ReadHole.IGNORE);
      case UNKNOWN, INVALID_READ, UPLOAD_TO_SERVER, WRITE_TO_CACHE, INVALID_WRITE ->
          throw new AssertionError("a slice to be read has source " + slice.source());
    }
  }

  /// Has the client read what is still missing.
  ///
  /// Kernel: fs/netfs/io.c (netfs_read_from_server)
  void download(NetfsSubrequest slice) {
    netfs.stats().downloads.increment();
    netfs.observer().issuing(slice);
    slice.request().inode().operations().issueRead(slice);
  }

  /// Lets the client limit a further attempt; what it leaves out is short, and comes after.
  void clampAgain(NetfsSubrequest slice) {
    NetfsSubrequest probe =
        new NetfsSubrequest(
            slice.request(),
            slice.index(),
            IoSource.DOWNLOAD_FROM_SERVER,
            new FileRange(slice.position(), slice.remaining()));
    if (slice.request().inode().operations().clampLength(probe)) {
      slice.cutTo(probe.length());
    }
    probe.put(SubrequestRefTrace.PUT_TERMINATED, false);
    probe.put(SubrequestRefTrace.PUT_CLEAR, false);
  }

  /// Has the cache read what is still missing.
  ///
  /// Kernel: fs/netfs/io.c (netfs_read_from_cache)
  void readFromCache(NetfsRequest request, NetfsSubrequest slice, ReadHole hole) {
    netfs.stats().reads.increment();
    netfs.observer().issuing(slice);
    IoBuffer rest = slice.buffer();
    long position =
        netfs.kernel().has(NetfsBehaviour.SHORT_CACHE_READ_RESTARTS)
            ? slice.start()
            : slice.position();
    try {
      request.resources().read(position, rest, hole, slice::terminated);
    } catch (ErrnoException e) {
      // The slice was told.
    }
  }
}
