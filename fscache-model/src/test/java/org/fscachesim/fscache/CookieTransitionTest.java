package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryCache.UnbindOrder;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// The table of moves.
final class CookieTransitionTest {
  private static Set<CookieState> next(CookieState from) {
    return Arrays.stream(CookieTransition.values())
        .filter(t -> t.startsIn(from))
        .map(CookieTransition::to)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(CookieState.class)));
  }

  @Test
  void nothingLeavesTheEnd() {
    assertEquals(Set.of(), next(CookieState.DROPPED));
  }

  @Test
  void failureIsLeftOnlyByGoing() {
    assertEquals(
        Set.of(CookieState.FAILED, CookieState.RELINQUISHING, CookieState.WITHDRAWING),
        next(CookieState.FAILED));
  }

  @Test
  void everyStateCanBeReachedAndCanComeToTheEnd() {
    Set<CookieState> reached = EnumSet.of(CookieState.QUIESCENT);
    while (reached.addAll(
        reached.stream().flatMap(s -> next(s).stream()).collect(Collectors.toSet()))) {}
    assertEquals(EnumSet.allOf(CookieState.class), reached);
    for (CookieState state : CookieState.values()) {
      Set<CookieState> future = EnumSet.of(state);
      while (future.addAll(
          future.stream().flatMap(s -> next(s).stream()).collect(Collectors.toSet()))) {}
      assertTrue(future.contains(CookieState.DROPPED), state + " has no end");
    }
  }

  @Test
  void aMoveThatTheTableDoesNotHaveIsABug() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Cookie c = s.cookie(s.volume("v"), "k");
          try (Held _ = c.lock.hold()) {
            KernelBug bug =
                assertThrows(KernelBug.class, () -> c.setStateLocked(CookieTransition.LOOKUP_DONE));
            assertTrue(bug.toString().contains("LOOKUP_DONE from state QUIESCENT"), bug::toString);
          }
          assertThrows(KernelBug.class, () -> c.setStateLocked(CookieTransition.LOOKUP_BEGUN));
        });
  }

  /// A workload in which everything happens, so that no line of the table is there in vain.
  @Test
  void everyMoveOfTheTableIsMade() {
    Map<CookieTransition, Integer> made = new LinkedHashMap<>();
    Simulation.explore(
        400,
        // With it, a cookie can be pinned for ever here.
        Simulation.modern().without(FscacheBehaviour.INVALIDATION_SURVIVES_FAILED_LOOKUP),
        s -> {
          s.observeToo(
              new FscacheObserver() {
                @Override
                public void moving(Cookie cookie, CookieTransition transition) {
                  made.merge(transition, 1, Integer::sum);
                }
              });
          s.kernel.faults().arm("memory_acquire_volume");
          s.kernel.faults().arm("memory_lookup");
          s.kernel.faults().arm("memory_lookup_silent");
          s.kernel.faults().arm("memory_invalidate");
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          Cookie never = s.cookie(v, "never used");
          Cookie c = s.cookie(v, "k");
          c.use(false);
          c.invalidate(null, 4096);
          s.settle();
          c.unuse();
          Task invalidator =
              s.kernel.spawn(
                  "invalidator",
                  () -> {
                    c.use(true);
                    c.invalidate(null, 4096);
                    c.unuse();
                  });
          invalidator.join();
          s.kernel.sleepMillis(11_000);
          c.use(false);
          s.settle();
          backend.unbind(UnbindOrder.VOLUMES_FIRST);
          c.unuse();
          c.relinquish(false);
          never.relinquish(false);
          s.settle();
          v.relinquish(null, false);
        });
    assertEquals(EnumSet.allOf(CookieTransition.class), EnumSet.copyOf(made.keySet()));
  }
}
