package org.fscachesim.stack.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Shrinker;
import org.fscachesim.scenario.explore.Verdict;
import org.fscachesim.scenario.strategy.Course;
import org.fscachesim.stack.example.Unbinding.Move;
import org.junit.jupiter.api.Test;

/// The examples of `docs/exploring.md`: two races, each as a property and with an explorer.
final class RacePropertiesTest {
  private static final KernelConfig KERNEL = KernelConfig.of(KernelVersion.D6_12_117);

  @Property(tries = 300)
  void nobodyTouchesWhatWasWithdrawn(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 3) Integer> uses,
      @ForAll Course course) {
    ScenarioRun run = ScenarioRun.of(new Withdrawal(uses, true), KERNEL, course.strategy(), false);
    assertEquals(new Verdict.Passed(), run.verdict());
  }

  @Test
  void thatAnAccessorLooksAgainIsEnoughForTwoAccessors() {
    Exploration all =
        Explorer.of(new Withdrawal(List.of(1, 2), true)).strategy("depth-first").run();
    assertTrue(all.exhausted());
    assertNull(all.failure());
  }

  @Test
  void anAccessorThatDoesNotLookAgainIsFound() {
    Withdrawal scenario = new Withdrawal(List.of(3, 3), false);
    Exploration.Failure failure =
        Objects.requireNonNull(Explorer.of(scenario).strategy("pct:2").run().failure());
    assertEquals(Symptom.USE_AFTER_FREE, failure.run().verdict().symptom());

    Shrinker.Shrunk shrunk = Shrinker.shrink(scenario, KERNEL, failure.run().schedule(), 1000);
    assertEquals(1, shrunk.preemptions());
  }

  @Property(tries = 60)
  void nothingIsLeftWhateverTheDaemonClosesFirst(
      @ForAll @Size(max = 6) List<Move> moves, @ForAll Course course) {
    ScenarioRun run = ScenarioRun.of(new Unbinding(moves), KERNEL, course.strategy(), false);
    assertEquals(new Verdict.Passed(), run.verdict());
  }

  @Test
  void withoutThePinTheDeviceWaitsForAFileThatItsDaemonWouldCloseNext() {
    Unbinding scenario = new Unbinding(List.of(Move.ANSWER, Move.CLOSE_DEVICE, Move.CLOSE_FILE));
    Exploration found =
        Explorer.of(scenario)
            .on(KERNEL.without(CachefilesFix.UNBIND_PINCOUNT))
            .budget(Budget.ofSchedules(100))
            .run();
    assertNotNull(found.failure(), found.summary());
    assertEquals(Symptom.HUNG_TASK, found.failure().run().verdict().symptom());
  }
}
