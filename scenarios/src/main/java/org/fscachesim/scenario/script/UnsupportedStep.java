package org.fscachesim.scenario.script;

/// A step that is well formed but cannot be done on this stage: the transcript stays undecided.
public final class UnsupportedStep extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what cannot be done, and why
  public UnsupportedStep(String message) {
    super(message);
  }
}
