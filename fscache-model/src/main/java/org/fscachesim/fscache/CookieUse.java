package org.fscachesim.fscache;

import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.Held;

/// Coming into use and going out of it.
///
/// Kernel: fs/fscache/cookie.c (__fscache_use_cookie, __fscache_unuse_cookie)
final class CookieUse {
  private final Fscache fscache;

  CookieUse(Fscache fscache) {
    this.fscache = fscache;
  }

  void use(Cookie cookie, boolean willModify) {
    if (fscache
        .kernel()
        .warn(cookie.has(CookieFlag.RELINQUISHED), "Trying to use relinquished cookie")) {
      return;
    }
    boolean queue = false;
    boolean counted = false;
    boolean decided = false;
    while (!decided) {
      try (Held _ = cookie.lock.hold()) {
        if (!counted) {
          counted = true;
          long active = cookie.active.incrementAndGet();
          trace(cookie, willModify ? ActiveTrace.USE_MODIFY : ActiveTrace.USE, active);
        }
        if (cookie.state() != CookieState.LRU_DISCARDING) {
          queue = useLocked(cookie, willModify);
          decided = true;
        }
      }
      if (!decided) {
        cookie.stateQueue.await(
            () -> cookie.state() != CookieState.LRU_DISCARDING, cookie + " discarded");
      }
    }
    if (queue) {
      fscache.queue(cookie, CookieTrace.GET_USE_WORK);
    }
  }

  /// @return whether the worker has something to do
  private boolean useLocked(Cookie cookie, boolean willModify) {
    CookieState state = cookie.state();
    return switch (state) {
      case QUIESCENT -> fscache.stateMachine().beginLookupLocked(cookie, willModify);
      case LOOKING_UP, CREATING -> {
        if (willModify) {
          cookie.set(CookieFlag.LOCAL_WRITE);
          if (!fscache.kernel().has(FscacheBehaviour.NO_PREPARE_FOR_USE_DURING_LOOKUP)) {
            cookie.set(CookieFlag.DO_PREP_TO_WRITE);
          }
        }
        yield false;
      }
      case ACTIVE, INVALIDATING -> {
        boolean first = willModify && !cookie.flags.testAndSet(CookieFlag.LOCAL_WRITE);
        if (first) {
          cookie.set(CookieFlag.DO_PREP_TO_WRITE);
        }
        if (fscache.kernel().has(FscacheFix.LRU_DISCARD_CANCEL_ON_USE)) {
          callOffDiscardLocked(cookie);
        }
        yield first;
      }
      case FAILED, WITHDRAWING -> {
        fscache.stateMachine().wantLookupLaterLocked(cookie);
        yield false;
      }
      case RELINQUISHING, DROPPED -> {
        fscache.kernel().warn(true, () -> "Can't use cookie in state " + number(state));
        yield false;
      }
      case LRU_DISCARDING -> throw new IllegalStateException("waited for above");
    };
  }

  /// The cookie may have expired, with the worker on its way to discard it.
  private void callOffDiscardLocked(Cookie cookie) {
    if (cookie.testAndClear(CookieFlag.DO_LRU_DISCARD)) {
      cookie.see(CookieTrace.SEE_LRU_DISCARD_CLEAR);
      if (!fscache.kernel().has(FscacheBehaviour.GATE_STAYS_OPEN_AFTER_RESCUE)) {
        fscache.gate().close(cookie);
      }
    }
  }

  void unuse(Cookie cookie) {
    // Only the last user needs the lock.
    long seen = cookie.active.get();
    while (seen != 1) {
      if (cookie.active.compareAndSet(seen, seen - 1)) {
        trace(cookie, ActiveTrace.UNUSE, seen - 1);
        checkBalance(cookie, seen - 1);
        return;
      }
      seen = cookie.active.get();
    }
    try (Held _ = cookie.lock.hold()) {
      long left = cookie.active.decrementAndGet();
      trace(cookie, ActiveTrace.UNUSE, left);
      checkBalance(cookie, left);
      if (left == 0) {
        cookie.clear(CookieFlag.DISABLED);
        if (cookie.has(CookieFlag.IS_CACHING)) {
          cookie.setUnusedAtNanosLocked(fscache.kernel().nanos());
          fscache.lru().touch(cookie);
        }
      }
    }
  }

  private static void checkBalance(Cookie cookie, long active) {
    KernelBug.check(
        active >= 0, Symptom.REFCOUNT, () -> cookie + " is unused more often than it was used");
  }

  private void trace(Cookie cookie, ActiveTrace why, long active) {
    fscache.trace(
        () ->
            new FscacheEvent.Active(
                cookie.debugId(), why, cookie.ref.peek(), cookie.accesses.peek(), active));
  }

  @SuppressWarnings("EnumOrdinal") // the ordinal is the kernel's number of the state
  static int number(CookieState state) {
    return state.ordinal();
  }
}
