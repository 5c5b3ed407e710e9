package org.fscachesim.netfs.erofs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fscachesim.fscache.AccessTrace;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
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
import org.fscachesim.kernel.wait.Completion;
import org.jspecify.annotations.Nullable;

/// A cache in memory together with its daemon: it knows blobs by name, keeps which of their pages
/// are present, and writes down what a daemon would be asked.
final class FakeCache implements CacheOperations, ResourceOperations {
  private static final int PAGE = 4096;

  /// What a daemon does about a READ.
  interface Daemon {
    /// @return how many bytes of the range it writes before it completes the request; -1 to refuse
    int read(String blob, long offset, int length);
  }

  private static final class Blob {
    final byte[] bytes;
    final BitSet present = new BitSet();

    Blob(byte[] bytes) {
      this.bytes = bytes;
    }

    int pages() {
      return (bytes.length + PAGE - 1) / PAGE;
    }
  }

  private final Kernel kernel;
  private final Cache cache;
  private final Map<String, Blob> blobs = new LinkedHashMap<>();

  /// `OPEN name`, `READ name offset+length`, `CLOSE name`, `FREE volume` in order.
  final List<String> messages = new ArrayList<>();

  /// Writes everything it is asked for.
  Daemon daemon = (_, _, length) -> length;

  /// What reads of the cache file fail with at once; null for not at all.
  @Nullable Errno readError;

  /// Reads end in a task of their own, after this is complete; null for at once.
  @Nullable Completion asyncReads;

  /// What asynchronous reads fail with; null for not at all.
  @Nullable Errno asyncError;

  /// Waited for in a READ.
  @Nullable Completion readGate;

  FakeCache(Kernel kernel, Fscache fscache) throws ErrnoException {
    this.kernel = kernel;
    cache = fscache.acquireCache("fake");
    cache.add(this, null);
  }

  FakeCache with(String name, byte[] bytes) {
    blobs.put(name, new Blob(bytes));
    return this;
  }

  /// The daemon has written all of a blob beforehand.
  void fillAll(String name) {
    Blob blob = Objects.requireNonNull(blobs.get(name));
    blob.present.set(0, blob.pages());
  }

  /// Takes the messages since the last call.
  List<String> take() {
    List<String> out = List.copyOf(messages);
    messages.clear();
    return out;
  }

  void withdraw() {
    cache.withdraw();
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void acquireVolume(Volume volume) {
    volume.setCachePriv(this);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    messages.add("FREE " + volume.key());
    volume.setCachePriv(null);
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    messages.add("OPEN " + cookie.key());
    Blob blob = blobs.get(cookie.key());
    if (blob == null) {
      return false;
    }
    cache.countObject();
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    cookie.setCachePriv(blob);
    return true;
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    messages.add("CLOSE " + cookie.key());
    cookie.setCachePriv(null);
    cookie.put(CookieTrace.PUT_OBJECT);
    cache.uncountObject();
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    throw new AssertionError("resize");
  }

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    throw new AssertionError("invalidate");
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    resources.setOps(this);
    resources.setCachePriv2(Objects.requireNonNull(resources.cookie()).cachePriv());
    return true;
  }

  @Override
  public void prepareToWrite(Cookie cookie) {
    throw new AssertionError("write");
  }

  @Override
  public void endOperation(CacheResources resources) {
    Objects.requireNonNull(resources.cookie()).endAccess(AccessTrace.IO_END);
  }

  private static Blob blob(CacheResources resources) {
    return (Blob) Objects.requireNonNull(resources.cachePriv2());
  }

  @Override
  public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
    IoSource source = look(blob(resources), slice);
    if (source == IoSource.DOWNLOAD_FROM_SERVER && slice.has(SubrequestFlag.ONDEMAND)) {
      if (!ask(resources, slice)) {
        return IoSource.INVALID_READ;
      }
      slice.clear(SubrequestFlag.ONDEMAND);
      source = look(blob(resources), slice);
    }
    return source;
  }

  @Override
  public IoSource prepareOndemandRead(
      CacheResources resources, ReadSlice slice, long fileSize, long inode) {
    return prepareRead(resources, slice, fileSize);
  }

  private static IoSource look(Blob blob, ReadSlice slice) {
    if (slice.start() >= blob.bytes.length) {
      return IoSource.DOWNLOAD_FROM_SERVER;
    }
    int first = (int) (slice.start() / PAGE);
    int end = (int) (slice.end() / PAGE);
    boolean present = blob.present.get(first);
    int change = present ? blob.present.nextClearBit(first) : blob.present.nextSetBit(first);
    if (change >= 0 && change < end) {
      slice.shorten((long) (change - first) * PAGE);
    }
    return present ? IoSource.READ_FROM_CACHE : IoSource.DOWNLOAD_FROM_SERVER;
  }

  private boolean ask(CacheResources resources, ReadSlice slice) {
    String name = Objects.requireNonNull(resources.cookie()).key();
    messages.add("READ " + name + " " + slice.start() + "+" + slice.length());
    int bytes = daemon.read(name, slice.start(), (int) slice.length());
    if (slice.start() >= blob(resources).bytes.length) {
      return false;
    }
    if (readGate != null && !readGate.awaitKillable()) {
      return false;
    }
    if (bytes < 0) {
      return false;
    }
    int first = (int) (slice.start() / PAGE);
    int pages = Math.min(bytes / PAGE, blob(resources).pages() - first);
    blob(resources).present.set(first, first + pages);
    return true;
  }

  @Override
  public IoSubmission read(
      CacheResources resources,
      long start,
      IoBuffer to,
      ReadHole hole,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    IoTerminated told = Objects.requireNonNull(whenDone);
    if (hole != ReadHole.FAIL) {
      throw new AssertionError("hole policy " + hole);
    }
    if (readError != null) {
      told.terminated(new IoOutcome.Failed(readError), false);
      throw readError.exception();
    }
    Completion gate = asyncReads;
    if (gate == null) {
      told.terminated(copy(blob(resources), start, to), false);
      return IoSubmission.DONE;
    }
    Blob blob = blob(resources);
    kernel.spawn(
        "io",
        () -> {
          gate.await();
          told.terminated(copy(blob, start, to), true);
        });
    return IoSubmission.QUEUED;
  }

  private IoOutcome copy(Blob blob, long start, IoBuffer to) {
    if (asyncError != null) {
      return new IoOutcome.Failed(asyncError);
    }
    int count = Math.min(to.length(), blob.bytes.length - (int) start);
    to.put(0, blob.bytes, (int) start, count);
    return new IoOutcome.Transferred(count);
  }

  @Override
  public IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone) {
    throw new AssertionError("write");
  }

  @Override
  public FileRange prepareWrite(
      CacheResources resources, FileRange range, long upper, long fileSize, boolean unallocated) {
    throw new AssertionError("write");
  }

  @Override
  public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity) {
    throw new AssertionError("occupancy");
  }

  @Override
  public void prepareWriteSubrequest(WriteSubrequest subrequest) {
    throw new AssertionError("write");
  }

  @Override
  public void issueWrite(WriteSubrequest subrequest) {
    throw new AssertionError("write");
  }
}
