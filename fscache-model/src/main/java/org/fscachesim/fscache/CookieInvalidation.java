package org.fscachesim.fscache;

import java.util.Set;
import org.fscachesim.kernel.sync.Held;
import org.jspecify.annotations.Nullable;

/// Invalidation: what is in the cache no longer counts.
///
/// Readers in flight compare the cookie's counter with the one they began with. The storage itself
/// is exchanged by the worker; until the backend resumes, no operation begins.
///
/// Kernel: fs/fscache/cookie.c (__fscache_invalidate)
final class CookieInvalidation {
  private final Fscache fscache;

  CookieInvalidation(Fscache fscache) {
    this.fscache = fscache;
  }

  void invalidate(Cookie cookie, byte @Nullable [] aux, long newSize, Set<InvalidateFlag> how) {
    fscache.stats().invalidates.increment();
    if (fscache
        .kernel()
        .warn(cookie.has(CookieFlag.RELINQUISHED), "Trying to invalidate relinquished cookie")) {
      return;
    }
    if (how.contains(InvalidateFlag.DIO_WRITE) && cookie.flags.testAndSet(CookieFlag.DISABLED)) {
      return;
    }
    boolean wake;
    boolean queue = false;
    try (Held _ = cookie.lock.hold()) {
      cookie.set(CookieFlag.NO_DATA_TO_READ);
      cookie.updateAuxLocked(aux, newSize);
      cookie.countInvalidationLocked();
      fscache.trace(() -> new FscacheEvent.Invalidate(cookie.debugId(), newSize));
      CookieState state = cookie.state();
      wake = state == CookieState.ACTIVE;
      switch (state) {
        case LOOKING_UP -> markForAfterLookup(cookie);
        case ACTIVE -> {
          queue = fscache.gate().begin(cookie, AccessTrace.INVALIDATE_COOKIE);
          if (queue) {
            cookie.acceptInvalidationLocked();
            cookie.setStateLocked(CookieTransition.INVALIDATION_BEGUN);
          }
        }
        case QUIESCENT,
            CREATING,
            INVALIDATING,
            FAILED,
            LRU_DISCARDING,
            WITHDRAWING,
            RELINQUISHING,
            DROPPED -> {}
      }
    }
    if (wake) {
      fscache.stateMachine().wake(cookie);
    }
    if (queue) {
      fscache.queue(cookie, CookieTrace.GET_INVAL_WORK);
    }
  }

  /// The lookup may have found the stored data good already, so it has to be thrown away
  /// afterwards.
  private void markForAfterLookup(Cookie cookie) {
    if (!fscache.kernel().has(FscacheFix.INVALIDATE_DURING_LOOKUP)) {
      return;
    }
    boolean marked = cookie.flags.testAndSet(CookieFlag.DO_INVALIDATE);
    if (!marked || !accountsForAccesses()) {
      fscache.gate().force(cookie, AccessTrace.INVALIDATE_COOKIE);
    }
  }

  /// Whether the access that goes with the mark is taken once, and given back when the mark comes
  /// to nothing.
  boolean accountsForAccesses() {
    return fscache.kernel().has(FscacheFix.INVALIDATE_ACCESS_LEAK);
  }
}
