package org.fscachesim.kernel.task;

import org.fscachesim.kernel.Symptom;

/// A run did not come to its end. The message names each task, what it waits for and who holds it.
public final class HungTaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why the run was given up.
  public enum Kind {
    /// Nobody can run, and no point of time will change that.
    DEADLOCK,
    /// The bound on steps was reached: a livelock, or a bound too small for the scenario.
    STEP_BOUND,
    /// The limit of real time was reached.
    TIMED_OUT,
    /// The machine was halted before.
    HALTED
  }

  private final Kind kind;
  private final Symptom symptom;

  /// @param message behind the symptom's name
  HungTaskException(Kind kind, Symptom symptom, String message) {
    super(message);
    this.kind = kind;
    this.symptom = symptom;
  }

  /// What it shows itself as.
  public Symptom symptom() {
    return symptom;
  }

  /// Why the run was given up.
  public Kind kind() {
    return kind;
  }
}
