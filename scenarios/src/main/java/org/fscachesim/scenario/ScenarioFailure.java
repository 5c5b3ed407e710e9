package org.fscachesim.scenario;

import org.fscachesim.kernel.Symptom;

/// A scenario came out wrong.
public final class ScenarioFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Symptom symptom;

  /// A promise of the scenario is broken.
  public ScenarioFailure(String message) {
    this(Symptom.RULE, message);
  }

  public ScenarioFailure(Symptom symptom, String message) {
    super(message);
    this.symptom = symptom;
  }

  /// What it shows itself as.
  public Symptom symptom() {
    return symptom;
  }
}
