package org.fscachesim.kernel.task;

/// A replay met a question that its schedule does not answer.
public final class ScheduleDiverged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ScheduleDiverged(String message) {
    super(message);
  }
}
