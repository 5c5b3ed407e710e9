package org.fscachesim.fscache;

import java.util.Locale;
import org.fscachesim.fscache.FscacheObserver.BackendCall;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.jspecify.annotations.Nullable;

/// Setting up operations on a cookie, and those that fscache carries out itself.
///
/// Kernel: fs/fscache/io.c
final class CacheIo {
  /// What a state means for an operation that wants to begin.
  private enum Fitness {
    READY,
    WAIT,
    NOT_LIVE
  }

  private final Fscache fscache;
  private final Kernel kernel;

  CacheIo(Fscache fscache) {
    this.fscache = fscache;
    this.kernel = fscache.kernel();
  }

  /// Kernel: fs/fscache/io.c (fscache_begin_operation)
  void begin(CacheResources resources, Cookie cookie, WantState want, AccessTrace why)
      throws ErrnoException {
    resources.start(cookie);
    if (!fscache.gate().begin(cookie, why)) {
      if (kernel.has(FscacheFix.BEGIN_OPERATION_CLEARS_COOKIE)) {
        resources.forgetCookie();
      }
      throw Errno.ENOBUFS.exception();
    }
    if (!beginPinned(resources, cookie, want)) {
      resources.forgetCookie();
      resources.setOps(null);
      fscache.gate().end(cookie, AccessTrace.IO_NOT_LIVE);
      throw Errno.ENOBUFS.exception();
    }
    fscache.observer().begun(cookie);
  }

  private boolean beginPinned(CacheResources resources, Cookie cookie, WantState want) {
    boolean complained = false;
    while (true) {
      CookieState state;
      Fitness fitness;
      try (Held _ = cookie.lock.hold()) {
        state = cookie.state();
        fitness = fitness(state, want);
      }
      switch (fitness) {
        case READY -> {
          return callBackend(resources, cookie, want, state);
        }
        case NOT_LIVE -> {
          return false;
        }
        case WAIT -> complained |= awaitChange(cookie, state, complained);
      }
    }
  }

  private Fitness fitness(CookieState state, WantState want) {
    return switch (state) {
      case ACTIVE -> Fitness.READY;
      case CREATING -> want == WantState.PARAMS ? Fitness.READY : Fitness.WAIT;
      case LOOKING_UP, LRU_DISCARDING, INVALIDATING -> Fitness.WAIT;
      case QUIESCENT, FAILED, WITHDRAWING -> Fitness.NOT_LIVE;
      case RELINQUISHING, DROPPED -> {
        kernel.warn(true, () -> "Can't use cookie in state " + CookieUse.number(state));
        yield Fitness.NOT_LIVE;
      }
    };
  }

  /// @return whether it complained about the time it took
  private boolean awaitChange(Cookie cookie, CookieState from, boolean complainedBefore) {
    fscache.gate().traceWait(cookie);
    long deadline = kernel.nanos() + fscache.timeouts().stateWaitNanos();
    boolean changed =
        cookie.stateQueue.awaitUntil(
            () -> cookie.state() != from, cookie + " not " + from, deadline);
    if (changed || complainedBefore) {
      return false;
    }
    fscache.notice(
        String.format(
            Locale.ROOT,
            "fscache_begin_operation: cookie state change wait timed out: cookie->state=%d"
                + " state=%d",
            CookieUse.number(cookie.state()),
            CookieUse.number(from)));
    fscache.cookies().print(cookie, 'O');
    return true;
  }

  private boolean callBackend(
      CacheResources resources, Cookie cookie, WantState want, CookieState seen) {
    CacheOperations ops = cookie.volume().cache().ops();
    fscache.observer().beginning(cookie, want, seen);
    fscache.observer().calling(BackendCall.BEGIN_OPERATION, cookie);
    return ops.beginOperation(resources, want);
  }

  /// Kernel: fs/fscache/io.c (fscache_wait_for_operation)
  boolean waitFor(CacheResources resources, Cookie cookie, WantState want) {
    while (cookie.volume().cache().isLive()) {
      CookieState state = cookie.state();
      Fitness fitness =
          switch (state) {
            case ACTIVE -> Fitness.READY;
            // Without content, parameters are all there is; for them there is no need to wait.
            case CREATING, INVALIDATING -> want == WantState.PARAMS ? Fitness.READY : Fitness.WAIT;
            case LOOKING_UP, LRU_DISCARDING -> Fitness.WAIT;
            case QUIESCENT, FAILED, WITHDRAWING, RELINQUISHING, DROPPED -> Fitness.NOT_LIVE;
          };
      if (fitness == Fitness.READY) {
        return resources.cachePriv2() != null || callBackend(resources, cookie, want, state);
      }
      if (fitness == Fitness.NOT_LIVE) {
        return false;
      }
      cookie.stateQueue.await(() -> cookie.state() != state, cookie + " not " + state);
    }
    return false;
  }

  /// Kernel: fs/fscache/io.c (__fscache_resize_cookie)
  void resize(Cookie cookie, long newSize) {
    long oldSize = cookie.objectSize();
    fscache.trace(() -> new FscacheEvent.Resize(cookie.debugId(), oldSize, newSize));
    CacheResources resources = new CacheResources();
    try {
      begin(resources, cookie, WantState.WRITE, AccessTrace.IO_RESIZE);
    } catch (ErrnoException e) {
      fscache.stats().resizesNull.increment();
      return;
    }
    fscache.stats().resizes.increment();
    cookie.set(CookieFlag.NEEDS_UPDATE);
    CacheOperations ops = cookie.volume().cache().ops();
    fscache.observer().calling(BackendCall.RESIZE_COOKIE, cookie);
    ops.resizeCookie(resources, newSize);
    resources.endOperation();
  }

  /// Kernel: fs/fscache/io.c (__fscache_write_to_cache)
  void write(
      @Nullable Cookie cookie,
      MarkedMapping mapping,
      FileRange range,
      long fileSize,
      @Nullable IoTerminated whenDone) {
    CacheResources resources = new CacheResources();
    if (range.length() == 0
        || kernel.fault("fscache_alloc_write_request")
        || cookie == null
        || !beginWrite(resources, cookie)) {
      clearPageBits(mapping, range);
      report(whenDone, new IoOutcome.Failed(Errno.ENOBUFS), false);
      return;
    }
    IoTerminated done =
        (outcome, wasAsync) -> {
          clearPageBits(mapping, range);
          report(whenDone, outcome, wasAsync);
          resources.endOperation();
        };
    FileRange stored;
    try {
      stored =
          resources
              .open("fscache_write_to_cache")
              .prepareWrite(resources, range, range.length(), fileSize, false);
    } catch (ErrnoException e) {
      done.terminated(new IoOutcome.Failed(e.errno()), false);
      return;
    }
    try {
      IoBuffer bytes = mapping.buffer(stored.start(), Math.toIntExact(stored.length()));
      resources.write(stored.start(), bytes, done);
    } catch (ErrnoException e) {
      // The completion function was told, too.
      return;
    }
  }

  private boolean beginWrite(CacheResources resources, Cookie cookie) {
    try {
      begin(resources, cookie, WantState.WRITE, AccessTrace.IO_WRITE);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  void clearPageBits(MarkedMapping mapping, FileRange range) {
    if (range.length() > 0) {
      mapping.endMarks(range);
    }
  }

  void report(@Nullable IoTerminated whenDone, IoOutcome outcome, boolean wasAsync) {
    if (whenDone != null) {
      whenDone.terminated(outcome, wasAsync);
    }
  }
}
