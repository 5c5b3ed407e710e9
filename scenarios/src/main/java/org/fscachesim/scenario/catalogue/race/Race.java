package org.fscachesim.scenario.catalogue.race;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// A race, played on a [RaceStage].
record Race(String name, String about, Play play) implements Scenario {
  /// What is played, as the main task. All actors that it starts are waited for.
  @FunctionalInterface
  interface Play {
    /// @throws ErrnoException whatever fails that should not
    void on(RaceStage stage) throws ErrnoException;
  }

  @Override
  public void run(World world) {
    RaceStage stage = new RaceStage(world);
    try {
      play.on(stage);
    } catch (ErrnoException e) {
      throw new ScenarioFailure("a call failed that should not: " + e.errno());
    }
    stage.join();
  }
}
