package org.fscachesim.stack.exploration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.MountReadWhileDaemonCloses;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A daemon that closes everything at any moment breaks no rule of the kernel, in whatever order.
final class RandomSchedulesTest {
  private static final Scenario SCENARIO = new MountReadWhileDaemonCloses();
  private static final int WORKERS = Runtime.getRuntime().availableProcessors();

  @ParameterizedTest
  @CsvSource({"D6_12_117, 10000", "D6_1_192, 1000", "V6_10, 1000", "V6_8, 1000", "V6_7, 1000"})
  void noScheduleOfTheDaemonsCloseBreaksARule(KernelVersion version, int schedules)
      throws Exception {
    List<Future<List<String>>> shares = new ArrayList<>();
    // Virtual threads: on platform threads each run's end costs more than the run.
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int worker = 1; worker <= WORKERS; worker++) {
        int first = worker;
        shares.add(pool.submit(() -> failures(version, first, schedules)));
      }
    }
    List<String> failures = new ArrayList<>();
    for (Future<List<String>> share : shares) {
      failures.addAll(share.get());
    }
    assertEquals(List.of(), failures);
  }

  /// What failed first among the seeds `first`, `first` + workers, ... up to `last`.
  private static List<String> failures(KernelVersion version, int first, int last) {
    KernelConfig config = Fixes.allIn(KernelConfig.of(version));
    for (int seed = first; seed <= last; seed += WORKERS) {
      ScenarioRun run = ScenarioRun.of(SCENARIO, config, new RandomWalk(seed), false);
      if (!(run.verdict() instanceof Verdict.Passed)) {
        return List.of(
            "seed %d: %s%nSee it again: fscache-sim explore %s --profile %s --fixed --strategy random --seed %d --schedules 1 --trace"
                .formatted(seed, run.verdict().describe(), SCENARIO.name(), version, seed));
      }
    }
    return List.of();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4711, -5})
  void theSameSeedGivesTheSameScheduleAndTheSameTrace(long seed) {
    ScenarioRun first = traced(new RandomWalk(seed));
    ScenarioRun again = traced(new RandomWalk(seed));
    assertFalse(first.trace().isEmpty());
    assertEquals(first.trace(), again.trace());
    assertEquals(first.schedule().choices(), again.schedule().choices());
    assertEquals(first.steps(), again.steps());
  }

  @Test
  void anotherSeedGivesAnotherSchedule() {
    assertNotEquals(
        traced(new RandomWalk(1)).schedule().choices(),
        traced(new RandomWalk(2)).schedule().choices());
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 1234})
  void aScheduleThatWasWrittenDownGivesTheSameRun(long seed) {
    ScenarioRun recorded = traced(new RandomWalk(seed));
    Replay replay = new Replay(Schedule.parse(recorded.schedule().toString()));
    ScenarioRun replayed = traced(replay);
    assertInstanceOf(Verdict.Passed.class, replayed.verdict());
    assertEquals(recorded.trace(), replayed.trace());
    assertEquals(0, replay.remaining());
  }

  private static ScenarioRun traced(Strategy strategy) {
    return ScenarioRun.of(SCENARIO, KernelConfig.of(KernelVersion.D6_12_117), strategy, true);
  }
}
