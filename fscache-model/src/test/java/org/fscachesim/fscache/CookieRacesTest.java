package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryCache.UnbindOrder;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// Clients, workers, the LRU and an unbind at the same time, under many schedules; the invariants
/// are checked at the end of each.
final class CookieRacesTest {
  private static final int SCHEDULES = 300;

  /// Begins a read if the cookie allows it, reads and ends.
  static void read(Cookie cookie) {
    CacheResources resources = new CacheResources();
    try {
      resources.beginReadOperation(cookie);
    } catch (ErrnoException e) {
      assertEquals(Errno.ENOBUFS, e.errno());
      return;
    }
    try {
      resources.read(0, IoBuffer.of(new byte[16]), ReadHole.IGNORE, null);
    } catch (ErrnoException e) {
      assertTrue(e.errno() == Errno.ENOBUFS || e.errno() == Errno.ESTALE, e.toString());
    } finally {
      resources.endOperation();
    }
  }

  private static void join(List<Task> tasks) {
    tasks.forEach(Task::join);
  }

  @Test
  void usersReadersAndTheClientLettingGoLeaveNothingBehind() {
    Simulation.explore(
        SCHEDULES,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume volume = s.volume("v");
          Cookie c = s.cookie(volume, "k");
          List<Task> users = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            boolean modify = i == 1;
            users.add(
                s.kernel.spawn(
                    "user" + i,
                    () -> {
                      c.use(modify);
                      read(c);
                      c.unuse();
                    }));
          }
          join(users);
          s.settle();
          s.kernel.checkers().check();
          c.relinquish(false);
          volume.relinquish(null, false);
          s.settle();
          assertEquals(0, s.kernel.ledger().live("fscache_cookie"));
          assertEquals(0, s.kernel.ledger().live("fscache_volume"));
          assertEquals(0, s.kernel.ledger().live("memory_object"));
        });
  }

  @Test
  void anUnbindDuringLookupsAndReadsEndsAndTheClientGoesOn() {
    Simulation.explore(
        SCHEDULES,
        Simulation.modern(),
        s -> {
          MemoryStore store = new MemoryStore();
          MemoryCache backend = MemoryCache.bind(s.fscache, store, "c");
          Volume volume = s.volume("v");
          Cookie a = s.cookie(volume, "a");
          Cookie b = s.cookie(volume, "b");
          List<Task> tasks = new ArrayList<>();
          for (Cookie c : List.of(a, b)) {
            tasks.add(
                s.kernel.spawn(
                    "user",
                    () -> {
                      c.use(false);
                      read(c);
                      read(c);
                      c.unuse();
                    }));
          }
          tasks.add(s.kernel.spawn("unbind", () -> backend.unbind(UnbindOrder.VOLUMES_FIRST)));
          join(tasks);
          s.settle();
          s.kernel.checkers().check();
          assertEquals(CacheState.NOT_PRESENT, backend.cache().state());
          assertEquals(0, backend.cache().objectCount());
          // Another backend of that name finds the volume, which clients kept.
          MemoryCache.bind(s.fscache, store, "c");
          a.use(false);
          s.settle();
          assertEquals(CookieState.ACTIVE, a.state());
          a.unuse();
          a.relinquish(false);
          b.relinquish(true);
          volume.relinquish(null, false);
        });
  }

  @Test
  void withTheOldUnbindOrderALookupUnderWayHangsTheUnbindOrLeavesItsObject() {
    int hangs = 0;
    int leftObjects = 0;
    for (int seed = 0; seed < 2000 && (hangs == 0 || leftObjects == 0); seed++) {
      try {
        Simulation.run(
            Simulation.modern(),
            LazyWalk.of(seed),
            s -> {
              MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "c");
              Volume volume = s.volume("v");
              Cookie c = s.cookie(volume, "a");
              s.settle();
              c.use(false);
              backend.unbind(UnbindOrder.OBJECTS_FIRST);
            });
      } catch (HungTaskException e) {
        // The object came after the list was gone through, but before the wait for objects.
        hangs++;
        assertTrue(message(e).contains("no objects in"), message(e));
      } catch (KernelBug e) {
        // The object came after the wait for objects.
        leftObjects++;
        assertTrue(message(e).contains("invariant F15 "), message(e));
      }
    }
    assertTrue(hangs > 0, "no schedule showed the hang");
    assertTrue(leftObjects > 0, "no schedule left an object behind");
  }

  private static String message(Exception e) {
    return Objects.requireNonNull(e.getMessage());
  }

  @Test
  void aKeyIsReusedOnlyWhenItsPredecessorHasGone() {
    Simulation.explore(
        SCHEDULES,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume volume = s.volume("v");
          Cookie first = s.cookie(volume, "k");
          first.use(false);
          Task reader = s.kernel.spawn("reader", () -> read(first));
          reader.join();
          first.unuse();
          List<Cookie> got = new ArrayList<>();
          List<Task> newcomers = new ArrayList<>();
          first.relinquish(false);
          for (int i = 0; i < 2; i++) {
            newcomers.add(
                s.kernel.spawn(
                    "newcomer" + i,
                    () -> {
                      Cookie c = s.fscache.acquireCookie(volume, Set.of(), "k", null, 1);
                      if (c != null) {
                        got.add(c);
                      }
                    }));
          }
          join(newcomers);
          assertEquals(1, got.size());
          s.settle();
          s.kernel.checkers().check();
          got.getFirst().use(false);
          s.settle();
          assertEquals(CookieState.ACTIVE, got.getFirst().state());
        });
  }

  @Test
  void aDuplicateCookieIsRefusedAndPrinted() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume volume = s.volume("nine,xx");
          Cookie first = s.cookie(volume, "\u0001\u0000\u00ff");
          s.record();
          int ref = volume.ref.peek();
          assertNull(s.fscache.acquireCookie(volume, Set.of(), first.key(), null, 1));
          assertEquals(ref, volume.ref.peek());
          assertEquals(1, volume.cookieCount());
          assertEquals(
              List.of(
                  "fscache_cookie: c=00000003 NEW acq   r=1",
                  "fscache_cookie: c=00000002 *COLLIDE* r=1",
                  "fscache_cookie: c=00000003 DISCARD   r=1"),
              s.events());
          assertEquals(
              List.of(
                  "FS-Cache: Loaded",
                  "FS-Cache: Duplicate cookie detected",
                  "FS-Cache: O-cookie c=00000002 [fl=4000 na=0 nA=0 s=-]",
                  "FS-Cache: O-cookie V=00000001 [\u0007nine,xx]",
                  "FS-Cache: O-key=[3] '0100ff'",
                  "FS-Cache: N-cookie c=00000003 [fl=0 na=0 nA=0 s=-]",
                  "FS-Cache: N-cookie V=00000001 [\u0007nine,xx]",
                  "FS-Cache: N-key=[3] '0100ff'"),
              s.log());
        });
  }

  @Test
  void keysAndCoherencyDataOfImpossibleLengthAreRefusedWithoutCounting() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume volume = s.volume("v");
          assertNull(s.fscache.acquireCookie(volume, Set.of(), "", null, 1));
          assertNull(s.fscache.acquireCookie(volume, Set.of(), "x".repeat(256), null, 1));
          assertNull(s.fscache.acquireCookie(volume, Set.of(), "x", new byte[256], 1));
          assertNull(s.fscache.acquireCookie(null, Set.of(), "x", null, 1));
          assertEquals(0, s.fscache.stats().acquires.get());
          assertNotNull(
              s.fscache.acquireCookie(volume, Set.of(), "x".repeat(255), new byte[255], 1));
        });
  }

  @Test
  void aCookieNobodyUsedIsDroppedBeforeRelinquishReturns() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume volume = s.volume("v");
          Cookie c = s.cookie(volume, "k");
          // No cache: the use is counted, and nothing else happens.
          c.use(true);
          assertEquals(CookieState.QUIESCENT, c.state());
          assertTrue(c.has(CookieFlag.LOCAL_WRITE) && c.has(CookieFlag.DO_PREP_TO_WRITE));
          CacheResources resources = new CacheResources();
          try {
            resources.beginReadOperation(c);
            throw new AssertionError("began without a cache");
          } catch (ErrnoException e) {
            assertEquals(Errno.ENOBUFS, e.errno());
          }
          c.unuse();
          c.relinquish(false);
          assertEquals(0, s.kernel.ledger().live("fscache_cookie"));
          assertEquals(1, s.fscache.stats().relinquishesDropped.get());
        });
  }

  @Test
  void aVolumeAcquiredBeforeTheBackendCameIsSetUpByTheFirstLookup() {
    Simulation.explore(
        SCHEDULES,
        Simulation.modern(),
        s -> {
          Volume volume = s.volume("v");
          assertEquals(
              "00000001     1     1     0     0 - -",
              s.fscache.proc().caches().lines().skip(2).findFirst().orElse(""));
          MemoryCache.bind(s.fscache, new MemoryStore(), "late");
          assertEquals("late", volume.cache().name());
          Cookie a = s.cookie(volume, "a");
          Cookie b = s.cookie(volume, "b");
          Task other =
              s.kernel.spawn(
                  "other",
                  () -> {
                    b.use(false);
                    read(b);
                  });
          a.use(false);
          read(a);
          other.join();
          s.settle();
          assertEquals(CookieState.ACTIVE, a.state());
          assertEquals(CookieState.ACTIVE, b.state());
          assertEquals(1, volume.accessCount());
        });
  }
}
