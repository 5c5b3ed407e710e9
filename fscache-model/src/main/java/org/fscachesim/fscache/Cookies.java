package org.fscachesim.fscache;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.sync.StatCounter;
import org.jspecify.annotations.Nullable;

/// The register of data cookies: acquisition, collisions of keys, and the end.
///
/// A key is reserved from the moment its cookie is hashed until that cookie is dropped. A newcomer
/// that finds a predecessor which its client let go of is hashed first and waits then, so that a
/// third acquisition in the meantime meets the newcomer and is refused.
///
/// Kernel: fs/fscache/cookie.c
final class Cookies {
  private static final int MAX_LENGTH = 255;
  private static final byte[] NO_AUX = {};

  private final Fscache fscache;
  private final SpinLock bucketLock;
  private final SpinLock listLock;

  /// The kernel's counter starts at 1 and is counted up first.
  private final StatCounter ids = new StatCounter(1);

  // Guarded by bucketLock.
  private final HashTable<Cookie> hash = new HashTable<>();
  // Guarded by listLock.
  private final Links<Cookie> list = new Links<>();

  Cookies(Fscache fscache) {
    this.fscache = fscache;
    bucketLock = new SpinLock(fscache.kernel(), "fscache_cookie_hash");
    listLock = new SpinLock(fscache.kernel(), "fscache_cookies");
  }

  SpinLock listLock() {
    return listLock;
  }

  Links<Cookie> list() {
    return list;
  }

  int hashedCount() {
    return hash.size();
  }

  @Nullable Cookie find(Cookie like, Predicate<Cookie> also) {
    return hash.find(like.keyHash(), c -> same(like, c) && also.test(c));
  }

  /// Kernel: fs/fscache/cookie.c (__fscache_acquire_cookie)
  @Nullable Cookie acquire(
      Volume volume, Set<Advice> advice, String key, byte @Nullable [] aux, long objectSize) {
    int auxLength = aux == null ? 0 : aux.length;
    if (key.isEmpty() || key.length() > MAX_LENGTH || auxLength > MAX_LENGTH) {
      return null;
    }
    volume.checkAlive();
    fscache.stats().acquires.increment();
    if (fscache.kernel().fault("fscache_alloc_cookie")) {
      fscache.stats().acquiresNoMemory.increment();
      return null;
    }
    byte[] ownAux = aux == null || auxLength == 0 ? NO_AUX : aux.clone();
    Cookie cookie =
        new Cookie(fscache, ids.incrementAndGet(), volume, advice, key, ownAux, objectSize);
    fscache.stats().cookies.increment();
    try (Held _ = listLock.hold()) {
      list.addLast(cookie.procLink);
    }
    cookie.see(CookieTrace.NEW_ACQUIRE);
    if (!hash(cookie)) {
      cookie.see(CookieTrace.DISCARD);
      free(cookie);
      return null;
    }
    fscache.trace(
        () ->
            new FscacheEvent.Acquire(
                cookie.debugId(), volume.debugId(), volume.ref.peek(), volume.cookies.peek()));
    fscache.stats().acquiresOk.increment();
    return cookie;
  }

  /// Kernel: fs/fscache/cookie.c (fscache_cookie_same)
  private static boolean same(Cookie a, Cookie b) {
    return a.keyHash() == b.keyHash() && a.volume() == b.volume() && a.key().equals(b.key());
  }

  /// Reserves the key.
  ///
  /// @return false when a cookie that is in use has it
  ///
  ///   Kernel: fs/fscache/cookie.c (fscache_hash_cookie)
  private boolean hash(Cookie candidate) {
    Cookie old;
    try (Held _ = bucketLock.hold()) {
      old = hash.find(candidate.keyHash(), c -> same(candidate, c));
      if (old != null && !old.has(CookieFlag.RELINQUISHED)) {
        old.see(CookieTrace.COLLISION);
        fscache.error("Duplicate cookie detected");
        print(old, 'O');
        print(candidate, 'N');
        return false;
      }
      if (old != null) {
        old.get(CookieTrace.GET_HASH_COLLISION);
      }
      Volume volume = candidate.volume();
      volume.get(VolumeTrace.GET_COOKIE);
      volume.cookies.incrementAndGet();
      hash.add(candidate.hashNode);
      candidate.set(CookieFlag.IS_HASHED);
    }
    if (old != null) {
      if (fscache.kernel().has(FscacheMutation.RELINQUISH_COLLISION_WAIT)) {
        awaitDropped(candidate, old);
      }
      old.put(CookieTrace.PUT_HASH_COLLISION);
    }
    return true;
  }

  /// Kernel: fs/fscache/cookie.c (fscache_wait_on_collision)
  private void awaitDropped(Cookie candidate, Cookie old) {
    long deadline = fscache.kernel().nanos() + fscache.timeouts().collisionNanos();
    String what = old + " dropped";
    if (!old.stateQueue.awaitUntil(() -> old.state() == CookieState.DROPPED, what, deadline)) {
      fscache.notice(
          String.format(
              Locale.ROOT,
              "Potential collision c=%08x old: c=%08x",
              candidate.debugId(),
              old.debugId()));
      old.stateQueue.await(() -> old.state() == CookieState.DROPPED, what);
    }
  }

  /// Gives the key free.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_unhash_cookie)
  void unhash(Cookie cookie) {
    try (Held _ = bucketLock.hold()) {
      hash.remove(cookie.hashNode);
      cookie.clear(CookieFlag.IS_HASHED);
    }
    fscache.stats().relinquishesDropped.increment();
  }

  /// Kernel: fs/fscache/cookie.c (__fscache_relinquish_cookie)
  void relinquish(Cookie cookie, boolean retire) {
    fscache.stats().relinquishes.increment();
    if (retire) {
      fscache.stats().relinquishesRetire.increment();
    }
    if (fscache
        .kernel()
        .warn(
            cookie.flags.testAndSet(CookieFlag.RELINQUISHED),
            () ->
                String.format(Locale.ROOT, "Cookie c=%x already relinquished", cookie.debugId()))) {
      return;
    }
    if (retire) {
      cookie.set(CookieFlag.RETIRED);
    }
    Volume volume = cookie.volume();
    fscache.trace(
        () ->
            new FscacheEvent.Relinquish(
                cookie.debugId(),
                volume.debugId(),
                cookie.ref.peek(),
                cookie.active.peek(),
                (int) cookie.flags.peek() & 0xff,
                retire));
    long active = cookie.active.get();
    KernelBug.check(active == 0, () -> cookie + " is relinquished with " + active + " users");
    long left = volume.cookies.get();
    KernelBug.check(left > 0, () -> volume + " has " + left + " cookies while one is relinquished");
    volume.cookies.decrementAndGet();
    if (cookie.has(CookieFlag.HAS_BEEN_CACHED)) {
      cookie.set(CookieFlag.DO_RELINQUISH);
      fscache.lru().drop(cookie);
      fscache.gate().open(cookie);
    } else {
      fscache.stateMachine().move(cookie, CookieTransition.DROPPED_AT_ONCE);
      unhash(cookie);
    }
    cookie.put(CookieTrace.PUT_RELINQUISH);
  }

  /// Kernel: fs/fscache/cookie.c (fscache_free_cookie)
  void free(Cookie cookie) {
    fscache.lru().removeFreed(cookie);
    if (fscache
        .kernel()
        .warn(cookie.has(CookieFlag.IS_HASHED), () -> cookie + " is freed while it is hashed")) {
      print(cookie, 'F');
      return;
    }
    try (Held _ = listLock.hold()) {
      list.remove(cookie.procLink);
    }
    cookie.freed();
    fscache.stats().cookies.decrement();
  }

  /// Prints a cookie to the log.
  ///
  /// @param prefix O for old, N for new, F for freed
  ///
  ///   Kernel: fs/fscache/cookie.c (fscache_print_cookie)
  void print(Cookie cookie, char prefix) {
    fscache.error(
        String.format(
            Locale.ROOT,
            "%c-cookie c=%08x [fl=%x na=%d nA=%d s=%c]",
            prefix,
            cookie.debugId(),
            cookie.flags.peek(),
            cookie.active.peek(),
            cookie.accesses.peek(),
            cookie.peekState().letter()));
    String volumeKey = cookie.volume().key();
    fscache.error(
        String.format(
            Locale.ROOT,
            "%c-cookie V=%08x [%c%s]",
            prefix,
            cookie.volume().debugId(),
            (char) (volumeKey.length() & 0xff),
            volumeKey));
    // The kernel's format for a key shows no more than 64 bytes.
    String shown = cookie.key().substring(0, Math.min(64, cookie.key().length()));
    fscache.error(
        String.format(
            Locale.ROOT,
            "%c-key=[%d] '%s'",
            prefix,
            cookie.key().length(),
            ProcFscache.hex(shown)));
  }
}
