package org.fscachesim.netfs.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.FolioQueueTrace;
import org.fscachesim.netfs.event.FolioTrace;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.ReadDataEvent;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.WriteTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// One read of a range of a file.
///
/// References: who made it, who waits for it, and each subrequest.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_request)
public final class NetfsRequest extends KernelObject {
  /// The fault of having no memory for a request.
  public static final String ALLOCATION_FAULT = "netfs_alloc_request";

  final AtomicCounter outstanding;
  final WaitQueue outstandingWaiters;
  final AtomicCounter copies;
  final Flags<RequestFlag> flags;
  final List<NetfsSubrequest> subrequests = new ArrayList<>();
  private final Netfs netfs;
  private final NetfsInode inode;
  private final RequestOrigin origin;
  private final int debugId;
  private final long fileSize;
  private final Refcount ref;
  private final Shared<@Nullable Errno> error;
  private final CacheResources resources = new CacheResources();
  private FileRange range;
  private long submitted;
  private int nextIndex;
  private Ends ends = Ends.NOBODY;
  private @Nullable IoBuffer memory;
  private @Nullable Object privateData;
  private @Nullable Folio keptLocked;
  private int queue;

  /// Who hears of the end of a subrequest.
  @FunctionalInterface
  interface Ends {
    /// Of a request of which nothing has been issued.
    Ends NOBODY =
        (subrequest, outcome, wasAsync) -> {
          throw new KernelBug(subrequest + " ended without having been issued");
        };

    void ended(NetfsSubrequest subrequest, IoOutcome outcome, boolean wasAsync);
  }

  private NetfsRequest(NetfsInode inode, RequestOrigin origin, FileRange range) {
    super(inode.netfs().kernel(), "netfs_io_request");
    this.netfs = inode.netfs();
    this.inode = inode;
    this.origin = origin;
    this.range = range;
    this.debugId = netfs.nextRequestId();
    this.fileSize = inode.fileSize();
    String name = objectName();
    this.ref = new Refcount(kernel(), name + ".ref", 1);
    this.flags = new Flags<>(kernel(), name + ".flags", RequestFlag.class);
    this.outstanding = new AtomicCounter(kernel(), name + ".nr_outstanding", 0);
    this.outstandingWaiters = new WaitQueue(kernel(), name + ".nr_outstanding");
    this.copies = new AtomicCounter(kernel(), name + ".nr_copy_ops", 0);
    this.error = new Shared<>(kernel(), name + ".error", null);
    flags.set(RequestFlag.IN_PROGRESS);
    nextIndex = netfs.isLibrary() ? 1 : 0;
  }

  /// A new request, of which the client has been told.
  ///
  /// @throws ErrnoException `ENOMEM`, or what the client says
  ///
  ///   Kernel: fs/netfs/objects.c (netfs_alloc_request)
  static NetfsRequest allocate(
      NetfsInode inode, @Nullable Object file, RequestOrigin origin, FileRange range)
      throws ErrnoException {
    if (inode.netfs().kernel().fault(ALLOCATION_FAULT)) {
      throw Errno.ENOMEM.exception();
    }
    NetfsRequest request = new NetfsRequest(inode, origin, range);
    try {
      inode.operations().initRequest(request, file);
    } catch (ErrnoException e) {
      request.free("init_request failed");
      throw e;
    }
    inode.requestBegins();
    request.netfs.stats().requests.increment();
    request.netfs.observer().begun(request);
    if (inode.netfs().isLibrary()) {
      request.netfs.list(request);
      request.trace(RequestRefTrace.NEW, 1);
    }
    return request;
  }

  /// The file.
  public NetfsInode inode() {
    return inode;
  }

  /// What it is for.
  public RequestOrigin origin() {
    return origin;
  }

  /// Its number, from 1.
  public int debugId() {
    return debugId;
  }

  /// Position of its first byte.
  public long start() {
    return range.start();
  }

  /// Bytes.
  public long length() {
    return range.length();
  }

  /// The file's size when the request was made.
  public long fileSize() {
    return fileSize;
  }

  /// The cache operation that goes with it.
  public CacheResources resources() {
    return resources;
  }

  /// What the client attached.
  public @Nullable Object privateData() {
    return privateData;
  }

  /// Attaches what the client needs, such as a handle of the server's file.
  public void setPrivateData(@Nullable Object attachment) {
    privateData = attachment;
  }

  /// Has what is to be stored in the cache written under the marks of the pages, not by writeback:
  /// for clients that do their writeback themselves. To be said in [RequestOperations#initRequest];
  /// only matters where pages are unlocked one by one.
  public void useStoringMarks() {
    flags.set(RequestFlag.USE_PGPRIV2);
  }

  /// Reads more than was asked for.
  ///
  /// @param wanted must contain the present range
  public void expand(FileRange wanted) {
    if (wanted.start() > range.start() || wanted.end() < range.end()) {
      throw new IllegalArgumentException(wanted + " loses a part of " + range);
    }
    range = wanted;
  }

  /// What it failed with so far; null for nothing.
  public @Nullable Errno error() {
    return error.get();
  }

  // ---- What follows is for the library.

  Netfs netfs() {
    return netfs;
  }

  FileRange range() {
    return range;
  }

  void setRange(FileRange achieved) {
    range = achieved;
  }

  /// Bytes that subrequests were made for and that were issued, from the start on.
  long submitted() {
    return submitted;
  }

  void addSubmitted(long bytes) {
    submitted += bytes;
  }

  int nextSubrequestIndex() {
    return nextIndex++;
  }

  /// Nothing is under way any more; wakes who waits for that.
  void endProgress() {
    if (kernel().has(NetfsFix.NETFS_CLEAR_AND_WAKE)) {
      flags.clearAndWake(RequestFlag.IN_PROGRESS);
    } else {
      flags.clearAndWakeUnordered(RequestFlag.IN_PROGRESS);
    }
  }

  void setError(@Nullable Errno newError) {
    error.set(newError);
  }

  Ends ends() {
    return ends;
  }

  /// Says who hears of the ends of subrequests, before the first is issued.
  void setEnds(Ends whom) {
    ends = whom;
  }

  /// Reads or writes this memory instead of pages.
  void setMemory(IoBuffer bytes) {
    memory = bytes;
  }

  /// It is about pages of the file, which it queues.
  ///
  /// Kernel: fs/netfs/misc.c
  void openQueue() {
    queue = netfs.nextQueueId();
    netfs.stats().folioQueues.increment();
    trace(FolioQueueTrace.BEGIN);
  }

  boolean hasQueue() {
    return queue != 0;
  }

  private void clearQueue() {
    if (queue != 0) {
      trace(FolioQueueTrace.CLEAR);
      netfs.stats().folioQueues.decrement();
    }
  }

  /// Keeps a page locked when all others are unlocked.
  void keepLocked(Folio folio) {
    keptLocked = folio;
    flags.set(RequestFlag.NO_UNLOCK_FOLIO);
  }

  @Nullable Folio keptLocked() {
    return keptLocked;
  }

  IoBuffer buffer(long start, int length) {
    IoBuffer bytes = memory;
    if (bytes != null) {
      return bytes.slice((int) (start - range.start()), length);
    }
    return inode.mapping().buffer(start, length);
  }

  /// Notes that a worker holds a reference.
  void see(RequestRefTrace why) {
    trace(why, ref.peek());
  }

  void get(RequestRefTrace why) {
    trace(why, ref.incAndGet());
  }

  /// Puts a reference; the last one frees the request, in a worker if nothing may sleep here.
  ///
  /// Kernel: fs/netfs/objects.c (netfs_put_request)
  void put(RequestRefTrace why, boolean wasAsync) {
    int left = ref.decAndGet();
    trace(why, left);
    if (left == 0) {
      if (wasAsync || netfs.isLibrary()) {
        netfs.queue("netfs-free", this::release);
      } else {
        release();
      }
    }
  }

  /// Kernel: fs/netfs/objects.c (netfs_free_request)
  private void release() {
    trace(RequestTrace.FREE);
    clearSubrequests(false);
    inode.operations().freeRequest(this);
    resources.endOperation();
    clearQueue();
    netfs.unlist(this);
    netfs.observer().freed(this);
    free("netfs_free_request");
    inode.requestIsGone();
    netfs.stats().requests.decrement();
  }

  /// Kernel: fs/netfs/objects.c (netfs_clear_subrequests)
  void clearSubrequests(boolean wasAsync) {
    List<NetfsSubrequest> all = List.copyOf(subrequests);
    subrequests.clear();
    all.forEach(s -> s.put(SubrequestRefTrace.PUT_CLEAR, wasAsync));
  }

  void trace(RequestTrace what) {
    netfs.trace(
        () -> new NetfsEvent.Request(debugId, origin.text(), what, RequestFlag.word(flags)));
  }

  void trace(FolioTrace what, Folio folio) {
    netfs.trace(() -> new NetfsEvent.Page(inode.number(), folio.index(), what));
  }

  void trace(FolioQueueTrace what) {
    netfs.trace(() -> new ReadDataEvent.Queue(debugId, queue, what));
  }

  void trace(WriteTrace why) {
    netfs.trace(
        () ->
            new NetfsEvent.Write(
                debugId, why, resources.debugId(), inode.number(), range.start(), range.length()));
  }

  void trace(ReadTrace why, FileRange of) {
    netfs.trace(
        () ->
            new NetfsEvent.Read(
                netfs.style(),
                debugId,
                why,
                resources.debugId(),
                inode.number(),
                of.start(),
                of.length(),
                fileSize));
  }

  void traceFailure(@Nullable Errno why, FailureTrace what) {
    netfs.trace(
        () ->
            new NetfsEvent.Failure(
                netfs.style(),
                new NetfsEvent.Piece(debugId, -1, IoSource.INVALID_READ, why, 0, 0, 0, 0, 0),
                what));
  }

  private void trace(RequestRefTrace why, int count) {
    netfs.trace(() -> new NetfsEvent.RequestRef(debugId, why, count));
  }

  /// The line of the list of requests.
  ///
  /// Kernel: fs/netfs/main.c (netfs_requests_seq_show)
  String line() {
    Errno failed = error.peek();
    return String.format(
        Locale.ROOT,
        "%08x %s %3d %2x %4d %3d @%04x %x/%x\n",
        debugId,
        origin.text(),
        ref.peek(),
        RequestFlag.word(flags),
        failed == null ? 0 : -failed.code(),
        outstanding.peek(),
        range.start(),
        submitted,
        range.length());
  }

  @Override
  protected String objectName() {
    return String.format(Locale.ROOT, "R=%08x", debugId);
  }
}
