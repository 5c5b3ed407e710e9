package org.fscachesim.netfs.library;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.WriteSubrequest;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.netfs.event.FailureTrace;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.jspecify.annotations.Nullable;

/// A part of a request that has one source.
///
/// Two references to begin with: the list of the request has one, and whoever carries it out. What
/// it holds belongs to the issuer, then to who completes it, then, all subrequests being complete,
/// to who looks at the answers.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_subrequest)
public final class NetfsSubrequest extends KernelObject implements WriteSubrequest {
  private final NetfsRequest request;
  private final int index;
  private final Refcount ref;
  private final Flags<SubrequestFlag> flags;
  private volatile long start;
  private volatile long length;
  private volatile long transferred;
  private volatile IoSource source;
  private volatile @Nullable Errno error;
  // What it was to read before this attempt was cut to what one call gives.
  private volatile long uncutLength;
  private volatile long limit = Long.MAX_VALUE;
  private volatile boolean prepareFailed;
  private volatile int slot;

  NetfsSubrequest(NetfsRequest request, int index, IoSource source, FileRange range) {
    super(request.netfs().kernel(), "netfs_io_subrequest");
    this.request = request;
    this.index = index;
    this.source = source;
    this.start = range.start();
    this.length = range.length();
    String name = objectName();
    this.ref = new Refcount(kernel(), name + ".ref", 2);
    this.flags = new Flags<>(kernel(), name + ".flags", SubrequestFlag.class);
    request.netfs().stats().subrequests.increment();
    request.netfs().observer().made(this);
    request.get(RequestRefTrace.GET_SUBREQUEST);
  }

  /// Whose part it is.
  public NetfsRequest request() {
    return request;
  }

  /// The place within the request.
  public int index() {
    return index;
  }

  /// Position of its first byte in the file.
  @Override
  public long start() {
    return start;
  }

  /// Bytes in all.
  @Override
  public long length() {
    return length;
  }

  /// Bytes that are there already.
  public long transferred() {
    return transferred;
  }

  /// Where the next byte comes from: the position in the file.
  public long position() {
    return start + transferred;
  }

  /// Bytes to come.
  public long remaining() {
    return length - transferred;
  }

  /// Where it comes from.
  public IoSource source() {
    return source;
  }

  /// What it failed with; null for nothing.
  public @Nullable Errno error() {
    return error;
  }

  /// The memory for what is still to come.
  @Override
  public IoBuffer buffer() {
    return request.buffer(position(), Math.toIntExact(remaining()));
  }

  /// Makes it end earlier, as a client does for what is too much for one call.
  ///
  /// @param bytes 0 up to [#length]
  public void shorten(long bytes) {
    if (bytes < 0 || bytes > length) {
      throw new IllegalArgumentException(
          "length (" + bytes + ") must be between 0 and the present " + length);
    }
    length = bytes;
  }

  /// The cache operation of its request.
  @Override
  public CacheResources resources() {
    return request.resources();
  }

  /// Says how much may be read or written by one call; pieces do not matter here.
  ///
  /// @param bytes 1 or more
  @Override
  public void limit(long bytes, int segments) {
    if (bytes < 1) {
      throw new IllegalArgumentException("limit (" + bytes + " bytes) must be positive");
    }
    limit = bytes;
  }

  /// The cache cannot take it.
  @Override
  public void prepareFailed() {
    prepareFailed = true;
  }

  /// Whether the flag is set.
  public boolean has(SubrequestFlag flag) {
    return flags.test(flag);
  }

  /// Sets a flag; clients set [SubrequestFlag#CLEAR_TAIL] and [SubrequestFlag#HIT_EOF].
  public void set(SubrequestFlag flag) {
    flags.set(flag);
  }

  /// A read or write ended: so many bytes more are done, or it failed. Tell that once for each time
  /// it was issued; it may go away in here.
  ///
  /// @param wasAsync true where nothing may sleep
  ///
  ///   Kernel: fs/netfs/io.c (netfs_subreq_terminated)
  @Override
  public void terminated(IoOutcome outcome, boolean wasAsync) {
    checkAlive();
    request.netfs().observer().ended(this, outcome);
    request.ends().ended(this, outcome, wasAsync);
  }

  // ---- What follows is for the library.

  long limit() {
    return limit;
  }

  boolean hasPrepareFailed() {
    return prepareFailed;
  }

  void extend(long bytes) {
    long sum = length + bytes;
    length = sum;
  }

  void clear(SubrequestFlag flag) {
    flags.clear(flag);
  }

  /// Whether the flag is set, without a scheduling point.
  boolean peek(SubrequestFlag flag) {
    return flags.peek(flag);
  }

  boolean testAndSet(SubrequestFlag flag) {
    return flags.testAndSet(flag);
  }

  boolean testAndClear(SubrequestFlag flag) {
    return flags.testAndClear(flag);
  }

  void setSource(IoSource newSource) {
    source = newSource;
  }

  void setError(@Nullable Errno newError) {
    error = newError;
  }

  /// More bytes are there now. They become fewer only by [#forgetTransferred].
  void addTransferred(long bytes) {
    long sum = transferred + bytes;
    KernelBug.check(
        bytes >= 0 && sum <= length,
        () -> this + ": " + bytes + " bytes, which makes " + sum + " of " + length);
    FileRange range = new FileRange(position(), bytes);
    transferred = sum;
    request.netfs().observer().delivered(this, range);
  }

  /// What is there is worth nothing.
  void forgetTransferred() {
    transferred = 0;
  }

  /// Covers another range, as when the cache wants whole blocks.
  void setRange(FileRange range) {
    start = range.start();
    length = range.length();
  }

  /// Neighbours gave it bytes that they had got.
  void grow(long before, long after) {
    start = start() - before;
    length = length() + before + after;
    transferred = transferred() + before + after;
  }

  /// It gave bytes that it had got to neighbours.
  void shrink(long head, long tail) {
    start = start() + head;
    length = length() - head - tail;
    transferred = transferred() - head - tail;
  }

  /// Which of the pages of the request it has come to.
  void setSlot(int place) {
    slot = place;
  }

  /// For this attempt, only `bytes` of all that is left are wanted.
  void cutTo(long bytes) {
    uncutLength = length;
    length = transferred + Math.min(bytes, length - transferred);
  }

  /// Wants all again; whether an attempt had been cut.
  boolean uncut() {
    boolean was = uncutLength > length;
    if (was) {
      length = uncutLength;
    }
    uncutLength = 0;
    return was;
  }

  /// What a cache gets to see of it.
  ReadSlice slice() {
    Set<SubrequestFlag> set = EnumSet.noneOf(SubrequestFlag.class);
    for (SubrequestFlag flag : SubrequestFlag.values()) {
      if (flags.peek(flag)) {
        set.add(flag);
      }
    }
    return new ReadSlice(request.debugId(), index, start, length, set);
  }

  /// Takes over what a cache made of it.
  void become(ReadSlice slice) {
    length = slice.length();
    for (SubrequestFlag flag : SubrequestFlag.values()) {
      if (slice.has(flag)) {
        flags.set(flag);
      }
    }
  }

  void get(SubrequestRefTrace why) {
    trace(why, ref.incAndGet());
  }

  void put(SubrequestRefTrace why, boolean wasAsync) {
    int left = ref.decAndGet();
    trace(why, left);
    if (left == 0) {
      trace(SubrequestTrace.FREE);
      request.netfs().observer().gone(this);
      free("netfs_free_subrequest");
      request.netfs().stats().subrequests.decrement();
      request.put(RequestRefTrace.PUT_SUBREQUEST, wasAsync);
    }
  }

  void trace(SubrequestTrace what) {
    request.netfs().trace(() -> new NetfsEvent.Subrequest(request.netfs().style(), piece(), what));
  }

  void traceFailure(@Nullable Errno why, FailureTrace what) {
    request
        .netfs()
        .trace(() -> new NetfsEvent.Failure(request.netfs().style(), piece().withError(why), what));
  }

  private void trace(SubrequestRefTrace why, int left) {
    request.netfs().trace(() -> new NetfsEvent.SubrequestRef(request.debugId(), index, why, left));
  }

  private NetfsEvent.Piece piece() {
    return new NetfsEvent.Piece(
        request.debugId(),
        index,
        source,
        error,
        (int) flags.peek(),
        start,
        transferred,
        length,
        slot);
  }

  @Override
  protected String objectName() {
    return String.format(Locale.ROOT, "R=%08x[%d]", request.debugId(), index);
  }
}
