package org.fscachesim.scenario.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps that do not depend on each other may come in any order: each task does the same, to its
/// last touch. That is what depth-first builds on, and it holds only where the models tell of all
/// that they share.
///
/// A few random runs of each scenario here; `-Dfscachesim.reorderings=100` makes a hundred of each,
/// and a failure names the seed.
final class ReorderingTest {
  private static final int RUNS = Integer.getInteger("fscachesim.reorderings", 3);

  /// A scenario that passes.
  ///
  /// @param configs which take turns
  record Passing(Scenario scenario, List<KernelConfig> configs) {
    @Override
    public String toString() {
      return scenario.name();
    }
  }

  static Stream<Passing> scenarios() {
    List<KernelConfig> all =
        Arrays.stream(KernelVersion.values())
            .map(version -> Fixes.allIn(KernelConfig.of(version)))
            .toList();
    return Stream.concat(
        Corpus.all().stream().map(twin -> new Passing(twin, List.of(twin.fixed()))),
        Catalogue.all().stream().map(scenario -> new Passing(scenario, all)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void independentStepsComeInAnyOrder(Passing passing) {
    for (int seed = 0; seed < RUNS; seed++) {
      KernelConfig config = passing.configs().get(seed % passing.configs().size());
      RecordedRun run = RecordedRun.atRandom(seed);
      ScenarioRun first = ScenarioRun.of(passing.scenario(), config, run, false, run);
      RecordedRun again = run.reordered(new Random(seed));
      ScenarioRun second = ScenarioRun.of(passing.scenario(), config, again, false, again);

      String where = passing + " on " + config.version() + ", seed " + seed;
      assertNull(run.difference(again), where);
      assertEquals(first.verdict(), second.verdict(), where);
    }
  }
}
