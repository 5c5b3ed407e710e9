package org.fscachesim.scenario.conformance;

import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.OutcomeRules;
import org.fscachesim.scenario.transcript.Step;

/// What became of the recorded outcome of a step.
enum Comparison {
  /// Every byte was compared.
  WHOLE("whole"),
  /// All was compared but a moment of time in it.
  BUT_FOR_TIME("but for a time"),
  /// It is an input of the case: the state of the recorded disk, which was taken over.
  INPUT("input"),
  /// It is for reading: only whether it is a text or an error was compared.
  KIND("its kind alone");

  private final String words;

  Comparison(String words) {
    this.words = words;
  }

  /// In words.
  String words() {
    return words;
  }

  /// The rule that applied to a step.
  static Comparison of(StepResult result) {
    Step step = result.step().step();
    return switch (step) {
      case Directive.Statfs _ -> INPUT;
      case Directive.TraceDump _ -> KIND;
      default -> OutcomeRules.isMasked(step, result.step().expected()) ? BUT_FOR_TIME : WHOLE;
    };
  }
}
