package org.fscachesim.scenario.corpus;

import java.util.Optional;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;

/// The search for a schedule under which a scenario goes wrong.
public final class Hunt {
  private Hunt() {}

  /// A run that went wrong.
  ///
  /// @param schedules how many were run, with this one
  public record Found(int schedules, long seed, ScenarioRun run) {}

  /// Runs schedule after schedule until one does not pass.
  ///
  /// @param firstSeed of the first schedule; the others count on
  /// @return empty when all passed
  public static Optional<Found> hunt(
      Scenario scenario, KernelConfig config, long firstSeed, int schedules) {
    for (int i = 0; i < schedules; i++) {
      long seed = firstSeed + i;
      ScenarioRun run = ScenarioRun.of(scenario, config, LazyWalk.of(seed), false);
      if (!(run.verdict() instanceof Verdict.Passed)) {
        return Optional.of(new Found(i + 1, seed, run));
      }
    }
    return Optional.empty();
  }
}
