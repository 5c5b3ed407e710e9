package org.fscachesim.stack.exploration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.MountReadWhileDaemonCloses;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The models keep their rules where stores are seen late.
final class LateStoresTest {
  private static final Scenario SCENARIO = new MountReadWhileDaemonCloses();
  private static final int SCHEDULES = 150;

  private static KernelConfig config(MemoryModel model) {
    return KernelConfig.of(KernelVersion.D6_12_117).memory(model);
  }

  @ParameterizedTest
  @EnumSource(names = {"TSO", "WEAK"})
  void noScheduleBreaksARule(MemoryModel model) {
    for (int seed = 1; seed <= SCHEDULES; seed++) {
      ScenarioRun run = ScenarioRun.of(SCENARIO, config(model), new RandomWalk(seed), false);
      assertEquals(
          "passed",
          run.verdict().describe(),
          "See it again: fscache-sim explore %s --memory %s --strategy random --seed %d --schedules 1"
              .formatted(SCENARIO.name(), model, seed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenStoresAreSeenIsPartOfTheSchedule(MemoryModel model) {
    ScenarioRun first = ScenarioRun.of(SCENARIO, config(model), new RandomWalk(7), true);
    Replay replay = new Replay(first.schedule());
    ScenarioRun again = ScenarioRun.of(SCENARIO, config(model), replay, true);
    assertEquals(first.trace(), again.trace());
    assertEquals(0, replay.remaining());
  }
}
