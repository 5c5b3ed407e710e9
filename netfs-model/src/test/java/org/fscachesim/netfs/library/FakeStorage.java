package org.fscachesim.netfs.library;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.fscachesim.fscache.AccessTrace;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.IoSubmission;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.WantState;
import org.fscachesim.fscache.WriteSubrequest;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/// A cache of one file in memory, whose reads and writes follow a script.
final class FakeStorage implements CacheOperations, ResourceOperations {
  static final int PAGE = 4096;

  /// What a read or write of the cache does; null in a script is as it should be.
  sealed interface Accident {
    /// Ends with this error.
    record Fail(Errno error) implements Accident {}

    /// Reads so many bytes only.
    record Cut(int bytes) implements Accident {}
  }

  private final Kernel kernel;
  private final Cache cache;
  byte[] bytes = new byte[0];
  final BitSet present = new BitSet();

  /// `read 0+4096 IGNORE`, `write 0+4096` in order.
  final List<String> calls = new ArrayList<>();

  final Deque<Accident> reads = new ArrayDeque<>();
  final Deque<Accident> writes = new ArrayDeque<>();

  /// Refuse to write so many times, by prepareWrite.
  int noSpace;

  /// End reads and writes in a task of their own.
  boolean async;

  /// What a readahead is grown to; null for what it is.
  @Nullable FileRange expandTo;

  /// Whether a new object holds data.
  boolean hasData;

  FakeStorage(Kernel kernel, Fscache fscache) throws ErrnoException {
    this.kernel = kernel;
    cache = fscache.acquireCache("storage");
    cache.add(this, null);
  }

  /// Has pages of `content` in the cache.
  void hold(byte[] content, int firstPage, int endPage) {
    hasData = true;
    grow((long) endPage * PAGE);
    int from = firstPage * PAGE;
    int to = Math.min(content.length, endPage * PAGE);
    if (from < to) {
      System.arraycopy(content, from, bytes, from, to - from);
    }
    present.set(firstPage, endPage);
  }

  private void grow(long size) {
    if (bytes.length < size) {
      bytes = Arrays.copyOf(bytes, (int) size);
    }
  }

  @Override
  public String name() {
    return "storage";
  }

  @Override
  public void acquireVolume(Volume volume) {
    volume.setCachePriv(this);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    volume.setCachePriv(null);
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    cache.countObject();
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    cookie.setCachePriv(this);
    if (!hasData) {
      cookie.lookupNegative();
    }
    return true;
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    cookie.setCachePriv(null);
    cookie.put(CookieTrace.PUT_OBJECT);
    cache.uncountObject();
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    present.clear((int) ((newSize + PAGE - 1) / PAGE), Integer.MAX_VALUE);
  }

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    present.clear();
    cookie.resumeAfterInvalidation();
    return true;
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    resources.setOps(this);
    resources.setCachePriv2(Objects.requireNonNull(resources.cookie()).cachePriv());
    return true;
  }

  @Override
  public void prepareToWrite(Cookie cookie) {}

  @Override
  public void endOperation(CacheResources resources) {
    Objects.requireNonNull(resources.cookie()).endAccess(AccessTrace.IO_END);
  }

  @Override
  public FileRange expandReadahead(CacheResources resources, FileRange window, long fileSize) {
    FileRange wanted = expandTo;
    return wanted == null ? window : wanted;
  }

  @Override
  public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
    if (slice.start() >= fileSize) {
      return IoSource.FILL_WITH_ZEROES;
    }
    Cookie cookie = Objects.requireNonNull(resources.cookie());
    if (cookie.has(CookieFlag.NO_DATA_TO_READ)) {
      slice.set(SubrequestFlag.COPY_TO_CACHE);
      return IoSource.DOWNLOAD_FROM_SERVER;
    }
    if (!resources.waitForOperation(WantState.READ)) {
      return IoSource.DOWNLOAD_FROM_SERVER;
    }
    int first = (int) (slice.start() / PAGE);
    int end = (int) ((slice.end() + PAGE - 1) / PAGE);
    boolean there = present.get(first);
    int change = there ? present.nextClearBit(first) : present.nextSetBit(first);
    if (change >= 0 && change < end) {
      slice.shorten((long) change * PAGE - slice.start());
    }
    if (!there) {
      slice.set(SubrequestFlag.COPY_TO_CACHE);
    }
    return there ? IoSource.READ_FROM_CACHE : IoSource.DOWNLOAD_FROM_SERVER;
  }

  @Override
  public IoSource prepareOndemandRead(
      CacheResources resources, ReadSlice slice, long fileSize, long inode) {
    throw new AssertionError("on-demand read");
  }

  @Override
  public IoSubmission read(
      CacheResources resources,
      long start,
      IoBuffer to,
      ReadHole hole,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    calls.add("read " + start + "+" + to.length() + " " + hole);
    int expected = resources.invalCounter();
    Cookie cookie = Objects.requireNonNull(resources.cookie());
    Accident accident = reads.poll();
    return end(
        Objects.requireNonNull(whenDone),
        () -> {
          IoOutcome outcome = readNow(accident, start, to);
          boolean stale = cookie.invalCounter() != expected;
          return stale && outcome instanceof IoOutcome.Transferred
              ? new IoOutcome.Failed(Errno.ESTALE)
              : outcome;
        });
  }

  private IoOutcome readNow(@Nullable Accident accident, long start, IoBuffer to) {
    return switch (accident) {
      case null -> copyOut(start, to, to.length());
      case Accident.Cut(int most) -> copyOut(start, to, most);
      case Accident.Fail(Errno error) -> new IoOutcome.Failed(error);
    };
  }

  private IoOutcome copyOut(long start, IoBuffer to, int most) {
    int there = (int) Math.max(0, bytes.length - start);
    int count = Math.min(Math.min(most, there), to.length());
    if (count > 0) {
      to.put(0, bytes, (int) start, count);
    }
    return new IoOutcome.Transferred(count);
  }

  private interface Io {
    IoOutcome run();
  }

  private IoSubmission end(IoTerminated whenDone, Io io) throws ErrnoException {
    if (async) {
      kernel.spawn("io", () -> whenDone.terminated(io.run(), true));
      return IoSubmission.QUEUED;
    }
    IoOutcome outcome = io.run();
    whenDone.terminated(outcome, false);
    if (outcome instanceof IoOutcome.Failed(Errno error)) {
      throw error.exception();
    }
    return IoSubmission.DONE;
  }

  @Override
  public IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    calls.add("write " + start + "+" + from.length());
    byte[] data = new byte[from.length()];
    from.get(0, data, 0, data.length);
    Cookie cookie = Objects.requireNonNull(resources.cookie());
    Accident accident = writes.poll();
    return end(Objects.requireNonNull(whenDone), () -> writeNow(cookie, accident, start, data));
  }

  private IoOutcome writeNow(Cookie cookie, @Nullable Accident accident, long start, byte[] data) {
    cookie.set(CookieFlag.HAVE_DATA);
    if (accident instanceof Accident.Fail(Errno error)) {
      return new IoOutcome.Failed(error);
    }
    grow(start + data.length);
    System.arraycopy(data, 0, bytes, (int) start, data.length);
    present.set((int) (start / PAGE), (int) ((start + data.length) / PAGE));
    return new IoOutcome.Transferred(data.length);
  }

  @Override
  public FileRange prepareWrite(
      CacheResources resources,
      FileRange range,
      long upperLength,
      long fileSize,
      boolean noSpaceAllocatedYet)
      throws ErrnoException {
    if (noSpace > 0) {
      noSpace--;
      throw Errno.ENOBUFS.exception();
    }
    if (!resources.waitForOperation(WantState.WRITE)) {
      throw Errno.ENOBUFS.exception();
    }
    long start = range.start() / PAGE * PAGE;
    return new FileRange(start, (range.end() + PAGE - 1) / PAGE * PAGE - start);
  }

  @Override
  public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity) {
    throw new AssertionError("occupancy");
  }

  @Override
  public void prepareWriteSubrequest(WriteSubrequest subrequest) {
    subrequest.limit(1 << 20, 256);
  }

  @Override
  public void issueWrite(WriteSubrequest subrequest) {
    calls.add("write " + subrequest.start() + "+" + subrequest.length());
    byte[] data = new byte[(int) subrequest.length()];
    subrequest.buffer().get(0, data, 0, data.length);
    Cookie cookie = Objects.requireNonNull(subrequest.resources().cookie());
    Accident accident = writes.poll();
    long start = subrequest.start();
    if (async) {
      kernel.spawn(
          "io", () -> subrequest.terminated(writeNow(cookie, accident, start, data), true));
    } else {
      subrequest.terminated(writeNow(cookie, accident, start, data), false);
    }
  }
}
