package org.fscachesim.fscache;

import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.time.Timer;
import org.fscachesim.kernel.work.Work;

/// The cookies that nobody uses, the longest unused first: after a while their objects are given
/// back.
///
/// An entry is not removed when its cookie comes back into use. It is refreshed when the cookie
/// goes out of use again, or found useless when it is due. Being on the list is a reference.
///
/// Kernel: fs/fscache/cookie.c (fscache_cookie_lru_worker)
final class CookieLru {
  private final Fscache fscache;
  private final SpinLock lock;
  private final Timer timer;
  private final Work work;
  private final Plain<Links<Cookie>> list;

  CookieLru(Fscache fscache) {
    this.fscache = fscache;
    lock = new SpinLock(fscache.kernel(), "fscache_cookie_lru");
    list = new Plain<>(fscache.kernel(), "fscache_cookie_lru", new Links<>(), lock);
    work = new Work(fscache.kernel(), "cookie_lru", this::discardExpired);
    timer = new Timer(fscache.kernel(), "fscache_cookie_lru", this::expired);
  }

  /// For reports and checkers only.
  Links<Cookie> peekList() {
    return list.peek();
  }

  /// Ticks until the timer fires, 0 when it is not armed.
  long ticksLeft() {
    return timer.peekPending()
        ? fscache.kernel().nanosToJiffies(timer.expiresNanos()) - fscache.kernel().jiffies()
        : 0;
  }

  private void expired() {
    KernelBug.check(
        fscache.available(),
        Symptom.USE_AFTER_FREE,
        "use after free: the cookie LRU timer fires after fscache has gone");
    fscache.workQueue().queue(work);
  }

  /// Puts the cookie at the end; its lock is held.
  void touch(Cookie cookie) {
    try (Held _ = lock.hold()) {
      if (cookie.lruLink.isListed()) {
        list.change().remove(cookie.lruLink);
      } else {
        cookie.get(CookieTrace.GET_LRU);
        fscache.stats().lru.increment();
      }
      list.change().addLast(cookie.lruLink);
      timer.reduce(fscache.kernel().nanos() + fscache.timeouts().lruNanos());
    }
  }

  /// Takes the cookie off, if it is on, and puts its reference.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_cookie_drop_from_lru)
  void drop(Cookie cookie) {
    boolean listed;
    try (Held _ = lock.hold()) {
      listed = cookie.lruLink.isListed();
      if (listed) {
        list.change().remove(cookie.lruLink);
        fscache.stats().lru.decrement();
        fscache.stats().lruDropped.increment();
      }
    }
    if (listed) {
      cookie.put(CookieTrace.PUT_LRU);
    }
  }

  /// A cookie that is freed cannot be here, because being here is a reference.
  void removeFreed(Cookie cookie) {
    if (fscache
        .kernel()
        .warn(cookie.lruLink.isListed(), () -> cookie + " is freed while on the LRU")) {
      try (Held _ = lock.hold()) {
        list.change().remove(cookie.lruLink);
        fscache.stats().lru.decrement();
        fscache.stats().lruRemoved.increment();
      }
    }
  }

  private void discardExpired() {
    while (true) {
      Cookie cookie;
      try (Held _ = lock.hold()) {
        Links.Link<Cookie> first = list.get().first();
        if (first == null) {
          return;
        }
        cookie = first.item;
        long due = cookie.unusedAtNanos() + fscache.timeouts().lruNanos();
        if (fscache.kernel().nanos() < due) {
          timer.reduce(due);
          return;
        }
        list.change().remove(first);
        fscache.stats().lru.decrement();
      }
      discard(cookie);
    }
  }

  /// Kernel: fs/fscache/cookie.c (fscache_cookie_lru_do_one)
  private void discard(Cookie cookie) {
    cookie.see(CookieTrace.SEE_LRU_DO_ONE);
    boolean expired;
    try (Held _ = cookie.lock.hold()) {
      long due = cookie.unusedAtNanos() + fscache.timeouts().lruNanos();
      expired =
          cookie.state() == CookieState.ACTIVE
              && fscache.kernel().nanos() >= due
              && cookie.active.get() == 0;
      if (expired) {
        cookie.set(CookieFlag.DO_LRU_DISCARD);
      }
    }
    if (expired) {
      fscache.stats().lruExpired.increment();
      fscache.gate().open(cookie);
    } else {
      fscache.stats().lruRemoved.increment();
    }
    cookie.put(CookieTrace.PUT_LRU);
  }

  /// Stops the timer when fscache goes.
  void shutDown() {
    if (fscache.kernel().has(FscacheFix.LRU_TIMER_SHUTDOWN)) {
      timer.cancel();
    }
  }
}
