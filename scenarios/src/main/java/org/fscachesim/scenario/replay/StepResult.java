package org.fscachesim.scenario.replay;

import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.OutcomeRules;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// A step, and what it gave this time.
public record StepResult(TranscriptStep step, Outcome actual) {

  /// Whether the outcome is the recorded one.
  public boolean matches() {
    return OutcomeRules.matches(step.step(), step.expected(), actual);
  }
}
