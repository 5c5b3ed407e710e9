package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;

/// A bug of the past with the scenario that shows it: without the fix some schedule goes wrong in
/// the way that is expected, with it none does.
public interface Twin extends StagedScenario {
  /// What was wrong.
  Bug bug();

  /// The release in which it is played, with the fixes of the corpus put in.
  default KernelVersion profile() {
    return KernelVersion.D6_12_117;
  }

  /// What else has to be in or out for the bug to show; the fix itself is in.
  ///
  /// @param allFixed the profile with every fix
  default KernelConfig around(KernelConfig allFixed) {
    return allFixed;
  }

  /// What finds it; see [org.fscachesim.scenario.strategy.Searches#NAMES].
  default String strategy() {
    return "portfolio";
  }

  /// Schedules after which the bug counts as not found.
  default int budget() {
    return 10_000;
  }

  @Override
  default String name() {
    return bug().name();
  }

  /// The kernel with the fix.
  default KernelConfig fixed() {
    return around(Corpus.allFixed(profile()));
  }

  /// The kernel without it.
  default KernelConfig broken() {
    return fixed().without(bug().fix());
  }
}
