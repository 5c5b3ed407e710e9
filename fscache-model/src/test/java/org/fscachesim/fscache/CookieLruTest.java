package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// Giving objects back when nobody used their cookies for ten seconds.
final class CookieLruTest {
  private static String lru(Simulation s) {
    return s.fscache
        .proc()
        .stats()
        .lines()
        .filter(l -> l.startsWith("LRU"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachCookieExpiresTenSecondsAfterItsOwnLastUse() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          Cookie a = s.unused(v, "a");
          s.kernel.sleepMillis(4_000);
          Cookie b = s.unused(v, "b");
          assertTrue(lru(s).startsWith("LRU    : n=2 exp=0 rmv=0 drp=0 at=1"), lru(s));
          s.kernel.sleepMillis(6_500);
          assertEquals(CookieState.QUIESCENT, a.state());
          assertEquals(CookieState.ACTIVE, b.state());
          assertTrue(lru(s).startsWith("LRU    : n=1 exp=1 rmv=0 drp=0 at="), lru(s));
          s.kernel.sleepMillis(4_000);
          assertEquals(CookieState.QUIESCENT, b.state());
          assertEquals("LRU    : n=0 exp=2 rmv=0 drp=0 at=0", lru(s));
        });
  }

  @Test
  void aCookieThatCameBackIntoUseIsFoundAndKept() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          Cookie a = s.unused(v, "a");
          s.kernel.sleepMillis(9_000);
          a.use(false);
          assertEquals(1, s.fscache.stats().lru.get());
          s.kernel.sleepMillis(2_000);
          assertEquals(CookieState.ACTIVE, a.state());
          assertEquals("LRU    : n=0 exp=0 rmv=1 drp=0 at=0", lru(s));
          a.unuse();
          s.kernel.sleepMillis(9_000);
          assertEquals(CookieState.ACTIVE, a.state());
          s.kernel.sleepMillis(2_000);
          assertEquals(CookieState.QUIESCENT, a.state());
        });
  }

  @Test
  void goingOutOfUseAgainStartsTheTenSecondsAnew() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          Cookie a = s.unused(v, "a");
          s.kernel.sleepMillis(9_000);
          a.use(false);
          a.unuse();
          s.kernel.sleepMillis(2_000);
          assertEquals(CookieState.ACTIVE, a.state());
          assertEquals(1, s.fscache.stats().lru.get());
          s.kernel.sleepMillis(9_000);
          assertEquals(CookieState.QUIESCENT, a.state());
          assertEquals("LRU    : n=0 exp=1 rmv=0 drp=0 at=0", lru(s));
        });
  }

  @Test
  void lettingGoOfACookieTakesItOffTheList() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          s.unused(v, "a").relinquish(false);
          s.settle();
          assertTrue(lru(s).startsWith("LRU    : n=0 exp=0 rmv=0 drp=1 at="), lru(s));
          s.kernel.sleepMillis(20_000);
          assertEquals("LRU    : n=0 exp=0 rmv=0 drp=1 at=0", lru(s));
        });
  }

  @Test
  void anOpenOperationPutsOffTheDiscardUntilItEnds() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          Cookie c = s.cookie(v, "k");
          c.use(false);
          CacheResources open = new CacheResources();
          open.beginReadOperation(c);
          c.unuse();
          s.kernel.sleepMillis(30_000);
          assertEquals(CookieState.ACTIVE, c.state());
          assertTrue(c.has(CookieFlag.DO_LRU_DISCARD));
          open.endOperation();
          s.settle();
          assertEquals(CookieState.QUIESCENT, c.state());
        });
  }

  @Test
  void usersComeAndGoAroundTheMomentOfExpiry() {
    Simulation.explore(
        400,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          Cookie c = s.unused(v, "a");
          List<Task> users = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            boolean modify = i == 0;
            users.add(
                s.kernel.spawn(
                    "user" + i,
                    () -> {
                      s.kernel.sleepMillis(10_000);
                      c.use(modify);
                      CookieRacesTest.read(c);
                      c.unuse();
                    }));
          }
          users.forEach(Task::join);
          s.settle();
          s.kernel.checkers().check();
          // Whatever happened around that moment, ten seconds later it has expired.
          s.kernel.sleepMillis(11_000);
          assertEquals(CookieState.QUIESCENT, c.state());
          c.relinquish(false);
        });
  }
}
