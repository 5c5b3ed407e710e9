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
    Stage stage = new Stage(world);
    try {
      play(stage);
      // After a failure nothing is given back: the run is to end where it failed.
      stage.close();
    } catch (ErrnoException e) {
      throw new ScenarioFailure("a call failed that should not: " + e.errno());
    }
  }
}
