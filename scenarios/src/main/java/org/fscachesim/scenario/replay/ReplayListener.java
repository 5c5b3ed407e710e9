package org.fscachesim.scenario.replay;

/// Told of each step as it is done. Called by the player's task: may neither wait nor touch models.
@FunctionalInterface
public interface ReplayListener {
  /// Nobody listens.
  ReplayListener NONE = _ -> {};

  /// A step was done.
  void done(StepResult result);
}
