package org.fscachesim.netfs.library;

import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.jspecify.annotations.Nullable;

/// One of the two ways that the bytes of a write go: to the server, or to the cache. Neighbouring
/// pages become one subrequest, as long as the receiver takes it.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_stream), fs/netfs/write_issue.c
final class WriteStream {
  private final NetfsRequest request;
  private final IoSource source;
  private final WriteCollector collector;
  // Owned by the issuer.
  private @Nullable NetfsSubrequest construct;
  private long handledTo;
  private volatile boolean available;
  private volatile boolean active;
  private volatile long settledTo;
  // The collector's.
  private volatile long collectedTo;

  WriteStream(NetfsRequest request, IoSource source, WriteCollector collector, boolean available) {
    this.request = request;
    this.source = source;
    this.collector = collector;
    this.available = available;
    this.handledTo = request.start();
    this.settledTo = request.start();
    this.collectedTo = request.start();
  }

  boolean isAvailable() {
    return available;
  }

  /// Nothing more goes this way.
  void giveUp() {
    available = false;
  }

  IoSource source() {
    return source;
  }

  /// 0 to the server, 1 to the cache.
  int number() {
    return source == IoSource.UPLOAD_TO_SERVER ? 0 : 1;
  }

  /// Whether anything ever was to go this way.
  boolean isActive() {
    return active;
  }

  /// What lies before this position has been issued, or does not go this way.
  long settledTo() {
    return settledTo;
  }

  /// What lies before this position has been written, or does not go this way.
  long collectedTo() {
    return collectedTo;
  }

  void collected(long position) {
    collectedTo = Math.max(collectedTo(), position);
  }

  /// Nothing more will come that lies before a position.
  void handled(long position) {
    handledTo = Math.max(handledTo, position);
    if (construct == null) {
      settledTo = handledTo;
    }
  }

  boolean isUnderConstruction() {
    return construct != null;
  }

  /// Adds bytes; what cannot go this way is done with.
  ///
  /// Kernel: fs/netfs/write_issue.c (netfs_advance_write)
  void advance(FileRange bytes) {
    if (construct != null && construct.start() + construct.length() != bytes.start()) {
      issue();
    }
    long at = bytes.start();
    while (at < bytes.end()) {
      NetfsSubrequest piece = construct;
      if (piece == null) {
        piece = prepare(at);
        if (piece == null) {
          handled(bytes.end());
          return;
        }
        construct = piece;
      }
      long part = Math.min(piece.limit() - piece.length(), bytes.end() - at);
      piece.extend(part);
      at += part;
      handledTo = at;
      if (piece.length() >= piece.limit()) {
        issue();
      }
    }
  }

  /// Kernel: fs/netfs/write_issue.c (netfs_prepare_write)
  private @Nullable NetfsSubrequest prepare(long start) {
    if (!available) {
      return null;
    }
    NetfsSubrequest piece =
        new NetfsSubrequest(
            request, request.nextSubrequestIndex(), source, new FileRange(start, 0));
    active = true;
    piece.trace(SubrequestTrace.PREPARE);
    ResourceOperations cache = request.resources().ops();
    if (source == IoSource.UPLOAD_TO_SERVER) {
      request.inode().operations().prepareWrite(piece);
    } else if (cache == null) {
      piece.prepareFailed();
    } else {
      cache.prepareWriteSubrequest(piece);
    }
    if (piece.hasPrepareFailed()) {
      giveUp();
      piece.trace(SubrequestTrace.PREPARE_FAILED);
      piece.put(SubrequestRefTrace.PUT_FAILED, false);
      piece.put(SubrequestRefTrace.PUT_TERMINATED, false);
      return null;
    }
    return piece;
  }

  /// Sends what has been put together.
  ///
  /// Kernel: fs/netfs/write_issue.c (netfs_issue_write)
  void issue() {
    NetfsSubrequest piece = construct;
    if (piece != null) {
      construct = null;
      collector.add(piece);
      settledTo = handledTo;
      send(piece);
    }
  }

  /// Sends a piece, for the first time or again.
  ///
  /// Kernel: fs/netfs/write_issue.c (netfs_do_issue_write)
  void send(NetfsSubrequest piece) {
    piece.set(SubrequestFlag.IN_PROGRESS);
    request.netfs().observer().issuing(piece);
    piece.trace(SubrequestTrace.SUBMIT);
    if (source == IoSource.UPLOAD_TO_SERVER) {
      request.netfs().stats().uploads.increment();
      request.inode().operations().issueWrite(piece);
      return;
    }
    request.netfs().stats().writes.increment();
    ResourceOperations cache = request.resources().ops();
    if (cache == null) {
      piece.terminated(new IoOutcome.Failed(Errno.ENOBUFS), false);
    } else {
      cache.issueWrite(piece);
    }
  }
}
