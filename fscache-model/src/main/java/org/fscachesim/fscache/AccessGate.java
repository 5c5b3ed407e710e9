package org.fscachesim.fscache;

import org.fscachesim.fscache.FscacheEvent.Access;
import org.fscachesim.fscache.FscacheEvent.AccessCache;
import org.fscachesim.fscache.FscacheEvent.AccessVolume;

/// The pins that keep a cache, a volume or a cookie's object in place while somebody is at work on
/// it.
///
/// # Two looks
///
/// Withdrawal and access meet without a lock. Each side stores first and looks second:
///
/// ```text
/// access                                withdrawal
/// count + 1                             state = WITHDRAWN
/// look at the state again               count - 1 (the pin of service), then wait for zero
/// ```
///
/// Whichever store comes second, that side sees the other's. So never both: an access that found
/// the cache live, and a withdrawal that found no access. An access that loses takes its count
/// back, which may be the zero that the withdrawal waits for. The look before counting only saves
/// needless work.
///
/// # The pin of service
///
/// Caches and volumes carry one extra count while they are in service, so that the count does not
/// reach zero, and wake the withdrawer, before there is one.
///
/// # The cookie's gate
///
/// A cookie has no extra count. Instead [CookieFlag#NO_ACCESS_WAKE] is set when the lookup begins
/// ([#close]) and cleared when somebody wants the cookie taken down ([#open]); while it is clear,
/// each fall to zero queues the worker, which then looks for what there is to do. Opening clears
/// before it reads the count, ending an access counts before it reads the flag: one of the two
/// queues the worker, and it does no harm when both do.
///
/// Kernel: fs/fscache/cache.c, fs/fscache/volume.c, fs/fscache/cookie.c
/// (fscache_begin_cache_access)
final class AccessGate {
  private final Fscache fscache;
  private final boolean looksAgain;

  AccessGate(Fscache fscache) {
    this.fscache = fscache;
    this.looksAgain = fscache.kernel().has(FscacheMutation.ACCESS_RECHECK);
  }

  /// Kernel: fs/fscache/cache.c (fscache_begin_cache_access)
  boolean begin(Cache cache, AccessTrace why) {
    if (!cache.isLive()) {
      return false;
    }
    trace(cache, why, cache.accesses.incrementAndGet());
    if (looksAgain && !cache.isLive()) {
      end(cache, AccessTrace.UNLIVE);
      return false;
    }
    fscache.observer().granted(cache, why);
    return true;
  }

  /// Kernel: fs/fscache/cache.c (fscache_end_cache_access)
  void end(Cache cache, AccessTrace why) {
    long left = cache.accesses.decrementAndGet();
    trace(cache, why, left);
    if (left == 0) {
      cache.drained.wakeAll();
    }
  }

  /// Adds the pin of service.
  void pin(Cache cache) {
    trace(cache, AccessTrace.CACHE_PIN, cache.accesses.incrementAndGet());
  }

  /// Takes the pin of service away and waits until all accesses have ended.
  void unpinAndDrain(Cache cache) {
    trace(cache, AccessTrace.CACHE_UNPIN, cache.accesses.decrementAndGet());
    cache.drained.await(() -> cache.accesses.get() == 0, "no accesses to " + cache);
    fscache.observer().drained(cache);
  }

  /// @param cookie for which cookie, or null
  ///
  ///   Kernel: fs/fscache/volume.c (fscache_begin_volume_access)
  boolean begin(Volume volume, Cookie cookie, AccessTrace why) {
    if (!volume.cache().isLive()) {
      return false;
    }
    trace(volume, cookie.debugId(), why, volume.accesses.incrementAndGet());
    if (looksAgain && !volume.cache().isLive()) {
      end(volume, cookie.debugId(), AccessTrace.UNLIVE);
      return false;
    }
    fscache.observer().granted(volume, why);
    return true;
  }

  /// Begins an access whether or not the cache is live: the volume is being freed.
  void force(Volume volume, AccessTrace why) {
    trace(volume, 0, why, volume.accesses.incrementAndGet());
    fscache.observer().granted(volume, why);
  }

  /// @param cookieId for which cookie, 0 for none
  ///
  ///   Kernel: fs/fscache/volume.c (fscache_end_volume_access)
  void end(Volume volume, int cookieId, AccessTrace why) {
    long left = volume.accesses.decrementAndGet();
    trace(volume, cookieId, why, left);
    if (left == 0) {
      volume.drained.wakeAll();
    }
  }

  void pin(Volume volume) {
    trace(volume, 0, AccessTrace.CACHE_PIN, volume.accesses.incrementAndGet());
  }

  void unpinAndDrain(Volume volume) {
    trace(volume, 0, AccessTrace.CACHE_UNPIN, volume.accesses.decrementAndGet());
    volume.drained.await(() -> volume.accesses.get() == 0, "no accesses to " + volume);
    fscache.observer().drained(volume);
  }

  /// Kernel: fs/fscache/cookie.c (fscache_begin_cookie_access)
  boolean begin(Cookie cookie, AccessTrace why) {
    if (!cookie.has(CookieFlag.IS_CACHING)) {
      return false;
    }
    trace(cookie, why, cookie.accesses.incrementAndGet());
    if (looksAgain && (!cookie.has(CookieFlag.IS_CACHING) || !cookie.volume().cache().isLive())) {
      end(cookie, AccessTrace.UNLIVE);
      return false;
    }
    fscache.observer().granted(cookie, why);
    return true;
  }

  /// Begins an access whether or not the cookie is caching.
  ///
  /// Kernel: fs/fscache/cookie.c (__fscache_begin_cookie_access)
  void force(Cookie cookie, AccessTrace why) {
    trace(cookie, why, cookie.accesses.incrementAndGet());
    fscache.observer().granted(cookie, why);
  }

  /// Kernel: fs/fscache/cookie.c (fscache_end_cookie_access)
  void end(Cookie cookie, AccessTrace why) {
    long left = cookie.accesses.decrementAndGet();
    trace(cookie, why, left);
    if (left == 0 && !cookie.has(CookieFlag.NO_ACCESS_WAKE)) {
      fscache.queue(cookie, CookieTrace.GET_END_ACCESS);
    }
  }

  /// From now on reaching zero wakes nobody.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_init_access_gate)
  void close(Cookie cookie) {
    trace(cookie, AccessTrace.CACHE_PIN, cookie.accesses.get());
    if (fscache.kernel().has(FscacheMutation.NO_ACCESS_WAKE_GATE)) {
      cookie.set(CookieFlag.NO_ACCESS_WAKE);
    }
  }

  /// From now on reaching zero queues the worker; it is queued now when the count is zero.
  ///
  /// Kernel: fs/fscache/cookie.c (__fscache_withdraw_cookie)
  void open(Cookie cookie) {
    boolean wasClosed = cookie.testAndClear(CookieFlag.NO_ACCESS_WAKE);
    long accesses = cookie.accesses.get();
    if (wasClosed) {
      trace(cookie, AccessTrace.CACHE_UNPIN, accesses);
    }
    if (accesses == 0) {
      fscache.queue(cookie, CookieTrace.GET_END_ACCESS);
    }
  }

  private void trace(Cache cache, AccessTrace why, long accesses) {
    fscache.trace(() -> new AccessCache(cache.debugId(), why, cache.ref.peek(), accesses));
  }

  private void trace(Volume volume, int cookieId, AccessTrace why, long accesses) {
    fscache.trace(
        () -> new AccessVolume(volume.debugId(), cookieId, why, volume.ref.peek(), accesses));
  }

  void trace(Cookie cookie, AccessTrace why, long accesses) {
    fscache.trace(() -> new Access(cookie.debugId(), why, cookie.ref.peek(), accesses));
  }

  /// Traces that an operation waits for the cookie's state.
  void traceWait(Cookie cookie) {
    trace(cookie, AccessTrace.IO_WAIT, cookie.accesses.get());
  }
}
