package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// A scenario that plays on a [Stage].
public interface StagedScenario extends Scenario {
  /// Plays the scenario, as the main task.
  ///
  /// @throws ErrnoException whatever fails that should not
  void play(Stage stage) throws ErrnoException;

  @Override
  default void run(World world) {
    try (Stage stage = new Stage(world)) {
      play(stage);
    } catch (ErrnoException e) {
      throw new ScenarioFailure("a call failed that should not: " + e.errno());
    }
  }
}
