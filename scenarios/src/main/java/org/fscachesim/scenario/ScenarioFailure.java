package org.fscachesim.scenario;

/// A scenario came out wrong.
public final class ScenarioFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ScenarioFailure(String message) {
    super(message);
  }
}
