package org.fscachesim.scenario.strategy;

import org.fscachesim.kernel.task.Schedule;

/// How an attempt came out, as far as a search wants to know.
///
/// @param outcome whether the run passed, failed or was given up
/// @param schedule its choices
/// @param news situations that no attempt before had met
public record Feedback(Outcome outcome, Schedule schedule, int news) {
  /// What became of a run.
  public enum Outcome {
    PASSED,
    FAILED,
    /// The search itself gave it up.
    PRUNED
  }
}
