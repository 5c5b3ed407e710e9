package org.fscachesim.fscache;

import java.util.Locale;
import org.fscachesim.fscache.FscacheObserver.BackendCall;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;

/// The life of a cookie, and the only place that changes its state.
///
/// # Who moves
///
/// A cookie's worker makes nearly every move, so that the backend's operations never run at the
/// same time for one cookie. Callers make three: a use begins a lookup, an invalidation is
/// accepted, and a cookie that was never looked up is dropped at once. Everybody else sets a `DO_…`
/// flag and queues the worker. [CookieTransition] has all moves as a table.
///
/// # Locking
///
/// The cookie's lock is held for every change of the state and for the decision to make it, and
/// never across an operation of the backend. The state is read without it, too; whoever reads a
/// state also sees all that was stored before that state was.
///
/// # Races that matter
///
/// - *The worker lets go of the lock* for lookup, invalidation and withdrawal, and looks at the
///   state again afterwards; after `prepareToWrite` it goes on without another look.
/// - *An access ends while the worker decides.* The decision to take the cookie down reads the
///   count of accesses once. If the last access ends after that, its end queues the worker again,
///   because the gate is open by then (see [AccessGate]); if a new one begins after that, it finds
///   the new state under the lock and is refused.
/// - *Expiry against use.* The LRU marks a cookie with `DO_LRU_DISCARD`; until the worker acts on
///   it, a use under the lock takes the mark away.
/// - *Invalidation during lookup* leaves the mark `DO_INVALIDATE` and an access, which the worker
///   turns into a second pass (invalidating instead of active) or gives back when the cookie goes
///   down.
///
/// # Waking
///
/// Moves within a lookup or an invalidation wake the waiters at once. Those of taking a cookie down
/// wake them once, at the end of the run, so a waiter may see active and then quiescent and nothing
/// in between.
///
/// Kernel: fs/fscache/cookie.c (fscache_cookie_state_machine)
final class CookieStateMachine {
  /// What the worker does next.
  private enum Next {
    /// Look at the state again.
    AGAIN,
    /// The same, and the waiters are to be woken at the end.
    MOVED,
    /// Stop, and wake the waiters.
    ENDED,
    /// Stop.
    NOTHING
  }

  private final Fscache fscache;
  private final Kernel kernel;
  private final AccessGate gate;
  private boolean warnedOfUnexpectedState;

  CookieStateMachine(Fscache fscache) {
    this.fscache = fscache;
    this.kernel = fscache.kernel();
    this.gate = fscache.gate();
  }

  /// Makes a move on its own: lock, state, wake.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_set_cookie_state)
  void move(Cookie cookie, CookieTransition transition) {
    try (Held _ = cookie.lock.hold()) {
      cookie.setStateLocked(transition);
    }
    wake(cookie);
  }

  void wake(Cookie cookie) {
    cookie.stateQueue.wakeAll();
  }

  /// A use of a quiescent cookie.
  ///
  /// @return false when the cache is not live: the cookie stays quiescent, although used
  ///
  ///   Kernel: fs/fscache/cookie.c (fscache_begin_lookup)
  boolean beginLookupLocked(Cookie cookie, boolean willModify) {
    if (willModify) {
      cookie.set(CookieFlag.LOCAL_WRITE);
      cookie.set(CookieFlag.DO_PREP_TO_WRITE);
    }
    if (!gate.begin(cookie.volume(), cookie, AccessTrace.LOOKUP_COOKIE)) {
      return false;
    }
    gate.force(cookie, AccessTrace.LOOKUP_COOKIE);
    cookie.setStateLocked(CookieTransition.LOOKUP_BEGUN);
    cookie.set(CookieFlag.IS_CACHING);
    cookie.set(CookieFlag.HAS_BEEN_CACHED);
    return true;
  }

  /// A use of a cookie that is on its way out of the cache.
  void wantLookupLaterLocked(Cookie cookie) {
    if (!kernel.has(FscacheBehaviour.USE_DURING_WITHDRAWAL_IS_FORGOTTEN)) {
      cookie.setLookupWantedLocked(true);
    }
  }

  /// Kernel: fs/fscache/cookie.c (fscache_cookie_worker)
  void work(Cookie cookie) {
    cookie.see(CookieTrace.SEE_WORK);
    if (run(cookie)) {
      wake(cookie);
    }
    cookie.put(CookieTrace.PUT_WORK);
  }

  /// @return whether waiters are to be woken
  private boolean run(Cookie cookie) {
    boolean wake = false;
    Next next;
    cookie.lock.lock();
    do {
      next = stepLocked(cookie);
      wake |= next == Next.MOVED || next == Next.ENDED;
    } while (next == Next.AGAIN || next == Next.MOVED);
    cookie.lock.unlock();
    return wake;
  }

  /// One pass. The lock is held before and after, but may be let go in between.
  private Next stepLocked(Cookie cookie) {
    return switch (cookie.state()) {
      case LOOKING_UP -> {
        cookie.lock.unlock();
        gate.close(cookie);
        lookUp(cookie);
        cookie.lock.lock();
        yield Next.AGAIN;
      }
      case INVALIDATING -> {
        int accepted = cookie.invalidationsAcceptedLocked();
        cookie.lock.unlock();
        invalidate(cookie, accepted);
        cookie.lock.lock();
        yield Next.AGAIN;
      }
      case ACTIVE -> activeLocked(cookie);
      case FAILED -> perhapsTakeDownLocked(cookie);
      case LRU_DISCARDING -> {
        letGoOfObjectLocked(cookie);
        cookie.see(CookieTrace.SEE_LRU_DISCARD);
        yield becomeQuiescentLocked(cookie, CookieTransition.LRU_DISCARDED);
      }
      case WITHDRAWING -> {
        letGoOfObjectLocked(cookie);
        cookie.see(CookieTrace.SEE_WITHDRAW);
        yield becomeQuiescentLocked(cookie, CookieTransition.WITHDRAWN);
      }
      case RELINQUISHING -> {
        letGoOfObjectLocked(cookie);
        cookie.see(CookieTrace.SEE_RELINQUISH);
        fscache.cookies().unhash(cookie);
        cookie.setStateLocked(CookieTransition.RELINQUISHED);
        yield Next.ENDED;
      }
      case QUIESCENT -> quiescentLocked(cookie);
      case CREATING -> {
        if (!warnedOfUnexpectedState) {
          warnedOfUnexpectedState = true;
          kernel.warn(
              true,
              () ->
                  String.format(
                      Locale.ROOT,
                      "Cookie %x in unexpected state %d",
                      cookie.debugId(),
                      CookieUse.number(CookieState.CREATING)));
        }
        yield Next.NOTHING;
      }
      case DROPPED -> Next.NOTHING;
    };
  }

  /// Kernel: fs/fscache/cookie.c (fscache_perform_lookup)
  private void lookUp(Cookie cookie) {
    Volume volume = cookie.volume();
    if (volume.cachePriv() == null) {
      fscache.volumeCreation().create(volume, true);
    }
    if (volume.cachePriv() == null) {
      move(cookie, CookieTransition.NO_VOLUME);
      perhapsDropInvalidation(cookie);
      endLookup(cookie, AccessTrace.LOOKUP_COOKIE_END_FAILED, false);
    } else if (lookUpInBackend(cookie)) {
      cookie.see(CookieTrace.SEE_ACTIVE);
      try (Held _ = cookie.lock.hold()) {
        if (cookie.testAndClear(CookieFlag.DO_INVALIDATE)) {
          cookie.acceptInvalidationLocked();
          cookie.setStateLocked(CookieTransition.LOOKUP_DONE_INVALIDATED);
        } else {
          cookie.setStateLocked(CookieTransition.LOOKUP_DONE);
        }
      }
      wake(cookie);
      endLookup(cookie, AccessTrace.LOOKUP_COOKIE_END, false);
    } else {
      if (cookie.state() != CookieState.FAILED) {
        move(cookie, CookieTransition.LOOKUP_FAILED);
        perhapsDropInvalidation(cookie);
      }
      endLookup(cookie, AccessTrace.LOOKUP_COOKIE_END_FAILED, true);
    }
  }

  private void perhapsDropInvalidation(Cookie cookie) {
    if (!kernel.has(FscacheBehaviour.INVALIDATION_SURVIVES_FAILED_LOOKUP)) {
      dropInvalidation(cookie);
    }
  }

  private boolean lookUpInBackend(Cookie cookie) {
    CacheOperations ops = cookie.volume().cache().ops();
    fscache.observer().calling(BackendCall.LOOKUP_COOKIE, cookie);
    boolean found = ops.lookupCookie(cookie);
    fscache.observer().returned(BackendCall.LOOKUP_COOKIE, cookie);
    return found;
  }

  private void endLookup(Cookie cookie, AccessTrace why, boolean withdraw) {
    gate.end(cookie, why);
    if (withdraw) {
      cookie.withdraw();
      if (cookie.state() == CookieState.QUIESCENT
          && !kernel.has(FscacheBehaviour.WITHDRAW_MARK_SURVIVES_FAILED_LOOKUP)) {
        cookie.clear(CookieFlag.DO_WITHDRAW);
      }
    }
    gate.end(cookie.volume(), cookie.debugId(), why);
  }

  /// Kernel: fs/fscache/cookie.c (fscache_perform_invalidation)
  private void invalidate(Cookie cookie, int accepted) {
    CacheOperations ops = cookie.volume().cache().ops();
    fscache.observer().calling(BackendCall.INVALIDATE_COOKIE, cookie);
    boolean done = ops.invalidateCookie(cookie);
    fscache.observer().returned(BackendCall.INVALIDATE_COOKIE, cookie);
    if (!done) {
      cookie.cachingFailed();
      if (!kernel.has(FscacheBehaviour.FAILED_INVALIDATION_LEAKS_ACCESS)) {
        endOvertakingInvalidation(cookie, accepted);
      }
    }
    gate.end(cookie, AccessTrace.INVALIDATE_COOKIE_END);
  }

  /// Another invalidation was accepted after the backend resumed; nobody will perform it any more.
  private void endOvertakingInvalidation(Cookie cookie, int accepted) {
    boolean overtaken;
    try (Held _ = cookie.lock.hold()) {
      overtaken = cookie.invalidationsAcceptedLocked() != accepted;
    }
    if (overtaken) {
      gate.end(cookie, AccessTrace.INVALIDATE_COOKIE_END);
    }
  }

  private Next activeLocked(Cookie cookie) {
    if (cookie.testAndClear(CookieFlag.DO_PREP_TO_WRITE)) {
      cookie.lock.unlock();
      CacheOperations ops = cookie.volume().cache().ops();
      fscache.observer().calling(BackendCall.PREPARE_TO_WRITE, cookie);
      ops.prepareToWrite(cookie);
      fscache.observer().returned(BackendCall.PREPARE_TO_WRITE, cookie);
      cookie.lock.lock();
    }
    if (cookie.has(CookieFlag.DO_LRU_DISCARD)) {
      if (kernel.has(FscacheFix.LRU_DISCARD_ACCESS_CHECK) && cookie.accesses.get() != 0) {
        // The end of the last access queues the worker again.
        return Next.NOTHING;
      }
      cookie.setStateLocked(CookieTransition.LRU_DISCARD);
      return Next.MOVED;
    }
    return perhapsTakeDownLocked(cookie);
  }

  private Next perhapsTakeDownLocked(Cookie cookie) {
    if (fscache.invalidation().accountsForAccesses()) {
      dropInvalidation(cookie);
    }
    if (cookie.accesses.get() != 0) {
      return Next.NOTHING;
    }
    if (cookie.has(CookieFlag.DO_RELINQUISH)) {
      cookie.setStateLocked(CookieTransition.RELINQUISH);
      return Next.MOVED;
    }
    if (cookie.has(CookieFlag.DO_WITHDRAW)) {
      cookie.setStateLocked(CookieTransition.WITHDRAW);
      return Next.MOVED;
    }
    return Next.NOTHING;
  }

  private Next quiescentLocked(Cookie cookie) {
    if (cookie.accesses.get() == 0 && cookie.has(CookieFlag.DO_RELINQUISH)) {
      cookie.setStateLocked(CookieTransition.RELINQUISH);
      return Next.MOVED;
    }
    if (cookie.isLookupWantedLocked() && cookie.active.get() > 0) {
      cookie.setLookupWantedLocked(false);
      return beginLookupLocked(cookie, false) ? Next.AGAIN : Next.NOTHING;
    }
    return Next.NOTHING;
  }

  private void letGoOfObjectLocked(Cookie cookie) {
    if (cookie.cachePriv() != null) {
      cookie.lock.unlock();
      CacheOperations ops = cookie.volume().cache().ops();
      fscache.observer().calling(BackendCall.WITHDRAW_COOKIE, cookie);
      ops.withdrawCookie(cookie);
      fscache.observer().returned(BackendCall.WITHDRAW_COOKIE, cookie);
      cookie.lock.lock();
    }
    dropInvalidation(cookie);
  }

  /// Gives up an invalidation that came during lookup, with its access.
  private void dropInvalidation(Cookie cookie) {
    if (cookie.testAndClear(CookieFlag.DO_INVALIDATE)) {
      gate.end(cookie, AccessTrace.INVALIDATE_COOKIE_END);
    }
  }

  private Next becomeQuiescentLocked(Cookie cookie, CookieTransition transition) {
    if (!kernel.has(FscacheBehaviour.CACHING_FLAG_SURVIVES_WITHDRAWAL)) {
      cookie.clear(CookieFlag.IS_CACHING);
    }
    cookie.clear(CookieFlag.NEEDS_UPDATE);
    cookie.clear(CookieFlag.DO_WITHDRAW);
    cookie.clear(CookieFlag.DO_LRU_DISCARD);
    cookie.clear(CookieFlag.DO_PREP_TO_WRITE);
    cookie.set(CookieFlag.NO_DATA_TO_READ);
    cookie.setStateLocked(transition);
    return Next.MOVED;
  }
}
