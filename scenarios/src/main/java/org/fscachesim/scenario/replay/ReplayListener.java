package org.fscachesim.scenario.replay;

import org.fscachesim.scenario.transcript.TranscriptStep;

/// Told of each step. Called by the player's task: may neither wait nor touch models.
@FunctionalInterface
public interface ReplayListener {
  /// Nobody listens.
  ReplayListener NONE = _ -> {};

  /// A step is about to be done.
  default void begins(TranscriptStep step) {}

  /// A step was done.
  void done(StepResult result);
}
