package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// Invalidation, alone and against everything else.
final class InvalidationTest {
  @Test
  void anActiveCookieIsInvalidatedByItsWorker() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.used(s.volume("v"), "k");
          s.record();
          c.invalidate(new byte[] {9, 9, 9, 9}, 0x123);
          assertEquals(CookieState.INVALIDATING, c.state());
          assertEquals(1, c.invalCounter());
          assertEquals(0x123, c.objectSize());
          s.settle();
          assertEquals(
              List.of(
                  "fscache_invalidate: c=00000002 sz=123",
                  "fscache_access: c=00000002 BEGIN inval   r=2 a=1",
                  "fscache_cookie: c=00000002 GQ  inval r=3",
                  "fscache_cookie: c=00000002 -   work  r=3",
                  "fscache_access: c=00000002 END   inval   r=3 a=0",
                  "fscache_cookie: c=00000002 PQ  work  r=2"),
              s.events());
          assertEquals(CookieState.ACTIVE, c.state());
          assertTrue(c.has(CookieFlag.NO_DATA_TO_READ));
        });
  }

  @Test
  void aDirectWriteDisablesTheCookieUntilItsLastUserGoes() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.used(s.volume("v"), "k");
          c.use(false);
          c.invalidate(null, 1, InvalidateFlag.DIO_WRITE);
          s.settle();
          assertEquals(1, c.invalCounter());
          c.invalidate(null, 2);
          c.update(new byte[] {1, 1, 1, 1}, 5L);
          c.resize(3);
          assertEquals(1, c.invalCounter());
          assertEquals(1, c.objectSize());
          assertEquals(0, s.fscache.stats().updates.get());
          c.unuse();
          assertEquals(false, c.isEnabled());
          c.unuse();
          assertTrue(c.isEnabled());
          assertEquals(1, s.fscache.stats().invalidates.get());
        });
  }

  @Test
  void anInvalidationOfARelinquishedCookieIsAWarning() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume v = s.volume("v");
          Cookie c = s.cookie(v, "k");
          c.get(CookieTrace.GET_ATTACH_OBJECT);
          c.relinquish(false);
          c.invalidate(null, 1);
          c.use(false);
          c.relinquish(false);
          assertEquals(
              List.of(
                  "Trying to invalidate relinquished cookie",
                  "Trying to use relinquished cookie",
                  "Cookie c=2 already relinquished"),
              s.kernel.log().warnings());
          assertEquals(0, c.invalCounter());
          c.put(CookieTrace.PUT_OBJECT);
        });
  }

  @Test
  void aReadThatBeganBeforeAnInvalidationIsStaleAfterIt() {
    Simulation.explore(
        400,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(true);
          CacheResources writing = new CacheResources();
          writing.beginWriteOperation(c);
          writing.write(0, IoBuffer.of(new byte[] {7}), null);
          writing.endOperation();
          CacheResources reading = new CacheResources();
          reading.beginReadOperation(c);
          List<IoOutcome> outcomes = new ArrayList<>();
          boolean[] invalidated = {false};
          try {
            reading.read(
                0,
                IoBuffer.of(new byte[1]),
                ReadHole.IGNORE,
                (outcome, _) -> {
                  if (invalidated[0]) {
                    assertTrue(outcome instanceof IoOutcome.Failed, outcome.toString());
                  }
                  outcomes.add(outcome);
                  reading.endOperation();
                });
          } catch (ErrnoException e) {
            reading.endOperation();
          }
          c.invalidate(null, 4096);
          invalidated[0] = true;
          s.settle();
          assertEquals(1, outcomes.size());
        });
  }

  @Test
  void invalidationsReadersAndTheEndGoTogether() {
    Simulation.explore(
        500,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          s.kernel.faults().arm("memory_lookup");
          s.kernel.faults().arm("memory_invalidate");
          Cookie c = s.cookie(s.volume("v"), "k");
          List<Task> tasks = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            tasks.add(
                s.kernel.spawn(
                    "user" + i,
                    () -> {
                      c.use(false);
                      CookieRacesTest.read(c);
                      c.unuse();
                    }));
            tasks.add(s.kernel.spawn("invalidator" + i, () -> c.invalidate(null, 4096)));
          }
          tasks.forEach(Task::join);
          c.relinquish(true);
          s.settle();
          assertEquals(0, s.kernel.ledger().live("fscache_cookie"));
        });
  }
}
