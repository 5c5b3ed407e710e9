package org.fscachesim.kernel.task;

/// A strategy gave the run up, because it has seen all that could come of it. No failure.
public final class RunPruned extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunPruned() {
    super("the strategy gave the run up", null, false, false);
  }
}
