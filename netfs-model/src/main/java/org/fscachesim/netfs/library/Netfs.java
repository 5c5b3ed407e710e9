package org.fscachesim.netfs.library;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.sync.StatCounter;
import org.fscachesim.kernel.work.Work;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.NetfsEvent;

/// The netfs library of one kernel.
///
/// Filesystems make inodes with it; the rest happens at [NetfsInode].
///
/// Kernel: fs/netfs/main.c
public final class Netfs {
  private static final NetfsObserver NOBODY = new NetfsObserver() {};

  private final Kernel kernel;
  private final NetfsStats stats = new NetfsStats();
  private final StatCounter requestIds = new StatCounter();
  private final StatCounter queueIds = new StatCounter();
  private final boolean library;
  private final ReadEngine reads;
  private volatile NetfsObserver observer = NOBODY;
  private final BufferedWrites writes;
  private final UnbufferedReads unbufferedReads;
  private final UnbufferedWrites unbuffered;
  private final Writeback writeback;
  private final SpinLock listLock;
  // Guarded by `listLock`.
  private final Map<Integer, NetfsRequest> listed = new LinkedHashMap<>();

  /// Loads the library into a kernel; its counters appear among the statistics of fscache.
  public Netfs(Fscache fscache) {
    kernel = fscache.kernel();
    library = kernel.has(NetfsBehaviour.NETFS_STATISTICS_BY_KIND);
    listLock = new SpinLock(kernel, "netfs_proc_lock");
    reads =
        kernel.has(NetfsBehaviour.PROGRESSIVE_READS)
            ? new ProgressiveReads(this)
            : new ReadHelpers(this);
    writes = new BufferedWrites(this);
    unbufferedReads = new UnbufferedReads(this);
    unbuffered = new UnbufferedWrites(this);
    writeback = new Writeback(this);
    kernel.checkers().add(() -> NetfsInvariants.attach(this));
    fscache.proc().addNetfsStats(library ? stats::byKind : stats::helpers);
  }

  /// The kernel that it is loaded in.
  public Kernel kernel() {
    return kernel;
  }

  /// Whether [NetfsInode#write], [NetfsInode#writepages] and the reads and writes past the pages
  /// are there for clients to use; else they do that themselves.
  public boolean writesForClients() {
    return kernel.has(NetfsBehaviour.LIBRARY_WRITES);
  }

  /// Has every step told to an observer.
  void observe(NetfsObserver newObserver) {
    observer = newObserver;
  }

  NetfsObserver observer() {
    return observer;
  }

  NetfsStats stats() {
    return stats;
  }

  ReadEngine reads() {
    return reads;
  }

  BufferedWrites writes() {
    return writes;
  }

  UnbufferedReads unbufferedReads() {
    return unbufferedReads;
  }

  UnbufferedWrites unbuffered() {
    return unbuffered;
  }

  Writeback writeback() {
    return writeback;
  }

  /// Whether it is the library that reads and writes, not only helps to read.
  boolean isLibrary() {
    return library;
  }

  /// The text of `/proc/fs/netfs/requests`, where there is such a file; see [#listsRequests].
  ///
  /// Kernel: fs/netfs/main.c (netfs_requests_seq_show)
  public String requests() {
    StringBuilder out =
        new StringBuilder(
            "REQUEST  OR REF FL ERR  OPS COVERAGE\n======== == === == ==== === =========\n");
    try (Held _ = listLock.hold()) {
      listed.values().forEach(request -> out.append(request.line()));
    }
    return out.toString();
  }

  /// Whether there is a list of requests.
  public boolean listsRequests() {
    return library;
  }

  void list(NetfsRequest request) {
    try (Held _ = listLock.hold()) {
      listed.put(request.debugId(), request);
    }
  }

  void unlist(NetfsRequest request) {
    if (library) {
      try (Held _ = listLock.hold()) {
        listed.remove(request.debugId());
      }
    }
  }

  NetfsEvent.Style style() {
    return library ? NetfsEvent.Style.LIBRARY : NetfsEvent.Style.HELPERS;
  }

  int nextRequestId() {
    return requestIds.incrementAndGet();
  }

  int nextQueueId() {
    return queueIds.incrementAndGet();
  }

  void trace(Supplier<NetfsEvent> event) {
    kernel.trace(event);
  }

  void traceWriteBeginFailure(Errno error) {
    trace(
        () ->
            new NetfsEvent.Failure(
                style(),
                new NetfsEvent.Piece(0, -1, IoSource.INVALID_READ, error, 0, 0, 0, 0, 0),
                FailureTrace.CHECK_WRITE_BEGIN));
  }

  /// Has a worker do what may sleep.
  void queue(String name, Runnable body) {
    kernel.workQueue("events_unbound").queue(new Work(kernel, name, body));
  }
}
