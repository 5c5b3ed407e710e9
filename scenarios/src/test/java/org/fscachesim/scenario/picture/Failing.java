package org.fscachesim.scenario.picture;

import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;

/// Finds a schedule with which a program fails.
final class Failing {
  static final KernelConfig CONFIG = KernelConfig.of(KernelVersion.D6_12_117);

  private static final int SEEDS = 1000;

  private Failing() {}

  static ScenarioRun run(FaultyPrograms program) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      ScenarioRun run = ScenarioRun.of(program, CONFIG, new RandomWalk(seed), false);
      if (!(run.verdict() instanceof Verdict.Passed)) {
        return run;
      }
    }
    throw new AssertionError(program + " does not fail");
  }

  static Picture picture(FaultyPrograms program) {
    return Picture.of(Golden.name(program), program, CONFIG, run(program));
  }
}
