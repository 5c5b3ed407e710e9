package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.task.SimMachine;
import org.junit.jupiter.api.Test;

/// Numbers at which anything that is not linear would not end.
final class ManyCookiesTest {
  private static final int COOKIES = 100_000;
  private static final int FEW = 1_000;
  private static final int AT_ONCE = 500;
  private static final int VOLUMES = 10_000;

  @Test
  void oneVolumeHoldsManyCookies() {
    Simulation.runUnchecked(
        Simulation.modern(),
        s -> {
          Volume v = s.volume("big");
          List<Cookie> all = new ArrayList<>();
          for (int i = 0; i < COOKIES; i++) {
            all.add(
                Objects.requireNonNull(s.fscache.acquireCookie(v, Set.of(), "file" + i, null, 1)));
          }
          assertEquals(COOKIES, v.cookieCount());
          assertNull(s.fscache.acquireCookie(v, Set.of(), "file77", null, 1));
          assertEquals(COOKIES + 2, s.fscache.proc().cookies().lines().count());
          all.forEach(c -> c.relinquish(false));
          assertEquals(0, v.cookieCount());
          assertEquals(2, s.fscache.proc().cookies().lines().count());
        });
  }

  /// The whole life of a cookie takes as many scheduling points among many as among few.
  @Test
  void whatACookieTakesDoesNotDependOnHowManyThereAre() {
    long few = pointsOf(FEW);
    long many = pointsOf(COOKIES);
    assertTrue(few > 0);
    assertEquals(1.0, (double) many / COOKIES / ((double) few / FEW), 0.01);
  }

  private static long pointsOf(int cookies) {
    AtomicLong points = new AtomicLong();
    Simulation.runUnchecked(
        Simulation.modern(),
        s -> {
          MemoryCache cache = MemoryCache.bind(s.fscache, new MemoryStore(), "mycache");
          Volume v = s.volume("big");
          s.settle();
          long before = steps(s);
          List<Cookie> all = new ArrayList<>();
          for (int i = 0; i < cookies; i++) {
            Cookie cookie = s.cookie(v, "file" + i);
            all.add(cookie);
            cookie.use(false);
            if (i % AT_ONCE == 0) {
              s.settle();
            }
          }
          s.settle();
          assertEquals(cookies, cache.cache().objectCount());
          all.forEach(Cookie::unuse);
          s.kernel.sleepMillis(2 * FscacheTimeouts.KERNEL.lruNanos() / 1_000_000);
          assertEquals(0, cache.cache().objectCount());
          all.forEach(c -> c.relinquish(false));
          s.settle();
          points.set(steps(s) - before);
        });
    return points.get();
  }

  private static long steps(Simulation s) {
    return ((SimMachine) s.kernel.machine()).steps();
  }

  @Test
  void oneCacheHoldsManyVolumes() {
    Simulation.runUnchecked(
        Simulation.modern(),
        s -> {
          List<Volume> all = new ArrayList<>();
          for (int i = 0; i < VOLUMES; i++) {
            all.add(s.volume("volume" + i));
          }
          assertEquals(VOLUMES + 2, s.fscache.proc().volumes().lines().count());
          all.forEach(v -> v.relinquish(null, false));
          assertEquals(0, s.kernel.ledger().live("fscache_volume"));
        });
  }
}
