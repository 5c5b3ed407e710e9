package org.fscachesim.fscache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.fscachesim.kernel.invariant.Checker;
import org.fscachesim.kernel.invariant.Violation;
import org.jspecify.annotations.Nullable;

/// Checks that fscache keeps its [FscacheInvariant]s: some at each step, the others by a walk over
/// the whole world at a quiet point.
///
/// It keeps its own books from what it observes, and compares them with fscache's counters; so it
/// is there from the beginning, in every kernel that is checked. It does not check that waiting
/// ends (a deadlock does not reach a quiet point; the machine reports it) nor what a backend does
/// with data.
public final class FscacheInvariants implements FscacheObserver, Checker {
  private final Fscache fscache;
  private final Map<Integer, CookieBook> cookieBooks = new LinkedHashMap<>();
  private final Map<Integer, HolderBook> volumeBooks = new LinkedHashMap<>();
  private final Map<Integer, HolderBook> cacheBooks = new LinkedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private FscacheInvariants(Fscache fscache) {
    this.fscache = fscache;
  }

  /// Begins to observe; for fscache, while it is being loaded.
  static FscacheInvariants attach(Fscache fscache) {
    FscacheInvariants checker = new FscacheInvariants(fscache);
    fscache.observe(checker);
    return checker;
  }

  @Override
  public List<Violation> violations() {
    List<Violation> out = new ArrayList<>(violations);
    new InvariantWalk(fscache, this, out).walk();
    return out;
  }

  CookieBook book(Cookie cookie) {
    return cookieBook(cookie.debugId());
  }

  HolderBook book(Volume volume) {
    return volumeBooks.computeIfAbsent(volume.debugId(), _ -> new HolderBook());
  }

  HolderBook book(Cache cache) {
    return cacheBooks.computeIfAbsent(cache.debugId(), _ -> new HolderBook());
  }

  private CookieBook cookieBook(int id) {
    return cookieBooks.computeIfAbsent(id, _ -> new CookieBook());
  }

  private void require(boolean holds, FscacheInvariant invariant, Object what) {
    if (!holds) {
      violations.add(new Violation(invariant, what.toString()));
    }
  }

  /// As [#require(boolean, FscacheInvariant, Object)], with words that take time to make.
  private void require(boolean holds, FscacheInvariant invariant, Supplier<String> what) {
    if (!holds) {
      violations.add(new Violation(invariant, what.get()));
    }
  }

  @Override
  public void traced(FscacheEvent event) {
    switch (event) {
      case FscacheEvent.CookieRef(int id, CookieTrace why, int ref) -> cookieRef(id, why, ref);
      case FscacheEvent.Access(int id, AccessTrace why, _, _) -> access(id, why);
      case FscacheEvent.Invalidate(int id, _) -> cookieBook(id).invalidations++;
      case FscacheEvent.VolumeRef(int id, VolumeTrace why, _) -> volumeRef(id, why);
      case FscacheEvent.AccessVolume(int id, _, AccessTrace why, _, _) ->
          holderAccess(volumeBooks.computeIfAbsent(id, _ -> new HolderBook()), why, event);
      case FscacheEvent.AccessCache(int id, AccessTrace why, _, _) ->
          holderAccess(cacheBooks.computeIfAbsent(id, _ -> new HolderBook()), why, event);
      case FscacheEvent.CacheRef _,
          FscacheEvent.Active _,
          FscacheEvent.Acquire _,
          FscacheEvent.Relinquish _,
          FscacheEvent.Resize _ -> {}
    }
  }

  private void cookieRef(int id, CookieTrace why, int ref) {
    CookieBook book = cookieBook(id);
    switch (why) {
      case GET_ATTACH_OBJECT -> book.objectRefs++;
      case PUT_OBJECT -> book.objectRefs--;
      case GET_END_ACCESS, GET_INVAL_WORK, GET_USE_WORK -> book.workRefs++;
      case PUT_OVER_QUEUED -> book.workRefs--;
      case PUT_WORK -> {
        book.workRefs--;
        book.workerRuns = false;
      }
      case GET_LRU -> book.lruRefs++;
      case PUT_LRU -> book.lruRefs--;
      case GET_HASH_COLLISION -> book.waiterRefs++;
      case PUT_HASH_COLLISION -> book.waiterRefs--;
      case SEE_WORK -> {
        require(
            !book.workerRuns, FscacheInvariant.WORKER_IS_ALONE, () -> String.format("c=%08x", id));
        book.workerRuns = true;
      }
      case COLLISION,
          DISCARD,
          FAILED,
          NEW_ACQUIRE,
          PUT_RELINQUISH,
          PUT_WITHDRAWN,
          SEE_ACTIVE,
          SEE_LRU_DISCARD,
          SEE_LRU_DISCARD_CLEAR,
          SEE_LRU_DO_ONE,
          SEE_RELINQUISH,
          SEE_WITHDRAW -> {}
    }
    if (ref == 0 || why == CookieTrace.DISCARD) {
      cookieBooks.remove(id);
    }
  }

  private void access(int id, AccessTrace why) {
    switch (why) {
      case LOOKUP_COOKIE_END,
          LOOKUP_COOKIE_END_FAILED,
          INVALIDATE_COOKIE_END,
          IO_END,
          IO_NOT_LIVE -> {
        CookieBook book = cookieBook(id);
        book.open--;
        if (why == AccessTrace.IO_END) {
          book.begunOperations--;
        }
        require(
            book.open >= 0 && book.begunOperations >= 0,
            FscacheInvariant.ACCESSES_BALANCE,
            () -> String.format("c=%08x: %s without a begin", id, why));
      }
      default -> {}
    }
  }

  private void volumeRef(int id, VolumeTrace why) {
    HolderBook book = volumeBooks.computeIfAbsent(id, _ -> new HolderBook());
    switch (why) {
      case GET_CREATE_WORK, GET_WITHDRAW -> book.passingRefs++;
      case PUT_CREATE_WORK, PUT_WITHDRAW -> book.passingRefs--;
      case FREE -> volumeBooks.remove(id);
      default -> {}
    }
  }

  private void holderAccess(HolderBook book, AccessTrace why, FscacheEvent event) {
    switch (why) {
      case CACHE_PIN -> book.pins++;
      case CACHE_UNPIN -> book.pins--;
      case ACQUIRE_VOLUME_END, LOOKUP_COOKIE_END, LOOKUP_COOKIE_END_FAILED, RELINQUISH_VOLUME_END ->
          book.open--;
      default -> {}
    }
    require(
        book.open >= 0 && book.pins >= 0 && book.pins <= 1,
        FscacheInvariant.ACCESSES_BALANCE,
        () -> event.text());
  }

  @Override
  public void granted(Cookie cookie, AccessTrace why) {
    book(cookie).open++;
  }

  @Override
  public void begun(Cookie cookie) {
    book(cookie).begunOperations++;
  }

  @Override
  public void granted(Volume volume, AccessTrace why) {
    book(volume).open++;
  }

  @Override
  public void granted(Cache cache, AccessTrace why) {
    book(cache).open++;
  }

  @Override
  public void drained(Cache cache) {
    require(book(cache).open == 0, FscacheInvariant.CACHE_DRAINED, cache);
  }

  @Override
  public void drained(Volume volume) {
    require(book(volume).open == 0, FscacheInvariant.VOLUME_DRAINED, volume);
  }

  @Override
  public void moving(Cookie cookie, CookieTransition transition) {
    CookieBook book = book(cookie);
    CookieState state = cookie.peekState();
    require(
        state != CookieState.DROPPED,
        FscacheInvariant.DROPPED_IS_FINAL,
        () -> cookie + " " + transition);
    require(
        state != CookieState.FAILED
            || transition == CookieTransition.RELINQUISH
            || transition == CookieTransition.WITHDRAW
            || transition.to() == CookieState.FAILED,
        FscacheInvariant.FAILURE_IS_LEFT_BY_THE_DOOR,
        () -> cookie + " " + transition);
    switch (transition) {
      case LRU_DISCARD -> {
        require(book.begunOperations == 0, FscacheInvariant.NO_OPERATION_WHILE_LEAVING, cookie);
        require(cookie.active.peek() == 0, FscacheInvariant.USED_COOKIE_IS_KEPT, cookie);
        require(
            fscache.kernel().nanos() >= cookie.unusedAtNanos() + fscache.timeouts().lruNanos(),
            FscacheInvariant.EXPIRY_TAKES_ITS_TIME,
            cookie);
      }
      case RELINQUISH, WITHDRAW ->
          require(book.begunOperations == 0, FscacheInvariant.NO_OPERATION_WHILE_LEAVING, cookie);
      default -> {}
    }
  }

  @Override
  public void calling(BackendCall call, Cookie cookie) {
    CookieBook book = book(cookie);
    CookieState state = cookie.peekState();
    require(state != CookieState.DROPPED, FscacheInvariant.DROPPED_IS_FINAL, cookie);
    require(
        cookie.flags.peek(CookieFlag.HAS_BEEN_CACHED),
        FscacheInvariant.UNTOUCHED_UNTIL_USED,
        cookie);
    switch (call) {
      case LOOKUP_COOKIE -> {
        require(
            book.open > 0 && book(cookie.volume()).open > 0,
            FscacheInvariant.LOOKUP_IS_PINNED,
            cookie);
        book.withdrawable = true;
      }
      case WITHDRAW_COOKIE -> {
        boolean leaving =
            switch (state) {
              case LRU_DISCARDING, WITHDRAWING, RELINQUISHING -> true;
              case QUIESCENT, LOOKING_UP, CREATING, ACTIVE, INVALIDATING, FAILED, DROPPED -> false;
            };
        require(
            leaving && book.withdrawable && book.workerRuns,
            FscacheInvariant.ONE_WITHDRAWAL_PER_LOOKUP,
            () -> cookie + " in " + state);
        book.withdrawable = false;
      }
      case RESIZE_COOKIE ->
          require(
              state != CookieState.QUIESCENT
                  && state != CookieState.LOOKING_UP
                  && state != CookieState.CREATING,
              FscacheInvariant.RESIZED_AFTER_LOOKUP,
              () -> cookie + " in " + state);
      default -> {}
    }
  }

  @Override
  public void beginning(Cookie cookie, WantState want, CookieState seen) {
    boolean fit =
        switch (seen) {
          case ACTIVE -> true;
          case CREATING, INVALIDATING -> want == WantState.PARAMS;
          case QUIESCENT, LOOKING_UP, FAILED, LRU_DISCARDING, WITHDRAWING, RELINQUISHING, DROPPED ->
              false;
        };
    require(
        fit, FscacheInvariant.OPERATION_FITS_STATE, () -> cookie + " in " + seen + " for " + want);
  }

  @Override
  public void calling(BackendCall call, Volume volume) {
    if (call == BackendCall.ACQUIRE_VOLUME) {
      @Nullable Object already = volume.peekCachePriv();
      require(already == null, FscacheInvariant.ONE_VOLUME_AT_A_TIME, volume);
    }
  }

  /// What is known of a cookie.
  static final class CookieBook {
    int objectRefs;
    int workRefs;
    int lruRefs;
    int waiterRefs;
    int invalidations;
    int open;
    int begunOperations;
    boolean workerRuns;
    boolean withdrawable;
  }

  /// What is known of a volume or a cache.
  static final class HolderBook {
    int open;
    int pins;
    int passingRefs;
  }
}
