package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// A bug of the past with the scenario that shows it: without the fix some schedule goes wrong in
/// the way that is expected, with it none does.
public interface Twin extends Scenario {
  /// What was wrong.
  Bug bug();

  /// Plays the scenario, as the main task.
  ///
  /// @throws ErrnoException whatever fails that should not
  void play(Stage stage) throws ErrnoException;

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

  /// Schedules after which the bug counts as not found.
  default int budget() {
    return 10_000;
  }

  @Override
  default String name() {
    return bug().name();
  }

  @Override
  default void run(World world) {
    try (Stage stage = new Stage(world)) {
      play(stage);
    } catch (ErrnoException e) {
      throw new ScenarioFailure("a call failed that should not: " + e.errno());
    }
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
