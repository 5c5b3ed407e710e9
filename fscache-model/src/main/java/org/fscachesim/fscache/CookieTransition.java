package org.fscachesim.fscache;

import static org.fscachesim.fscache.CookieState.ACTIVE;
import static org.fscachesim.fscache.CookieState.CREATING;
import static org.fscachesim.fscache.CookieState.DROPPED;
import static org.fscachesim.fscache.CookieState.FAILED;
import static org.fscachesim.fscache.CookieState.INVALIDATING;
import static org.fscachesim.fscache.CookieState.LOOKING_UP;
import static org.fscachesim.fscache.CookieState.LRU_DISCARDING;
import static org.fscachesim.fscache.CookieState.QUIESCENT;
import static org.fscachesim.fscache.CookieState.RELINQUISHING;
import static org.fscachesim.fscache.CookieState.WITHDRAWING;

import com.google.common.collect.ImmutableSet;

/// Every move that a cookie may make from one state to another, as data: [CookieStateMachine] makes
/// them, and a checker reads the same table.
///
/// Kernel: fs/fscache/cookie.c (fscache_cookie_state_machine)
public enum CookieTransition {
  /// A use starts the lookup.
  LOOKUP_BEGUN(By.CALLER, LOOKING_UP, QUIESCENT),
  /// The volume could not be set up.
  NO_VOLUME(By.WORKER, QUIESCENT, LOOKING_UP),
  /// The backend found nothing and is creating.
  LOOKUP_NEGATIVE(By.WORKER, CREATING, LOOKING_UP),
  /// The lookup succeeded.
  LOOKUP_DONE(By.WORKER, ACTIVE, LOOKING_UP, CREATING),
  /// The lookup succeeded, but an invalidation came meanwhile.
  LOOKUP_DONE_INVALIDATED(By.WORKER, INVALIDATING, LOOKING_UP, CREATING),
  /// The backend gave up on the cookie, during a lookup or an invalidation.
  ///
  /// A second invalidation can be accepted between resuming and failing, or not; both are failures.
  CACHING_FAILED(By.WORKER, FAILED, LOOKING_UP, CREATING, INVALIDATING, ACTIVE, FAILED),
  /// The lookup failed.
  LOOKUP_FAILED(By.WORKER, QUIESCENT, LOOKING_UP, CREATING),
  /// An invalidation was accepted.
  INVALIDATION_BEGUN(By.CALLER, INVALIDATING, ACTIVE),
  /// The backend accepts operations again.
  INVALIDATION_RESUMED(By.WORKER, ACTIVE, INVALIDATING),
  /// Expired. The worker may have let go of the lock since it saw the cookie active, to have the
  /// backend prepare for writing; an invalidation that came in between holds an access, which only
  /// an old kernel does not look at.
  LRU_DISCARD(By.WORKER, LRU_DISCARDING, ACTIVE, INVALIDATING),
  /// The client let go and all accesses have ended.
  RELINQUISH(By.WORKER, RELINQUISHING, ACTIVE, FAILED, QUIESCENT),
  /// The backend takes it away and all accesses have ended.
  WITHDRAW(By.WORKER, WITHDRAWING, ACTIVE, FAILED),
  /// Discarded.
  LRU_DISCARDED(By.WORKER, QUIESCENT, LRU_DISCARDING),
  /// Withdrawn.
  WITHDRAWN(By.WORKER, QUIESCENT, WITHDRAWING),
  /// Relinquished.
  RELINQUISHED(By.WORKER, DROPPED, RELINQUISHING),
  /// Relinquished, never having been looked up.
  DROPPED_AT_ONCE(By.CALLER, DROPPED, QUIESCENT);

  /// Who makes a move.
  public enum By {
    /// The cookie's worker.
    WORKER,
    /// The client's thread, under the cookie's lock.
    CALLER
  }

  private final By by;
  private final CookieState to;
  private final ImmutableSet<CookieState> from;

  CookieTransition(By by, CookieState to, CookieState... from) {
    this.by = by;
    this.to = to;
    this.from = ImmutableSet.copyOf(from);
  }

  /// Who makes it.
  public By by() {
    return by;
  }

  /// Whether it starts in this state.
  public boolean startsIn(CookieState state) {
    return from.contains(state);
  }

  /// Where it leads.
  public CookieState to() {
    return to;
  }
}
