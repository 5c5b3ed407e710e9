package org.fscachesim.scenario;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.RaceDetector;

/// What the threads of a daemon know together. They tell the machine when they look at it or change
/// it, as it matters in which order they do so.
public final class DaemonMemory implements RaceDetector.Unordered {
  private final Kernel kernel;

  public DaemonMemory(Kernel kernel) {
    this.kernel = kernel;
  }

  /// The current task looks at it.
  public void look() {
    kernel.machine().touch(this, Operation.Access.READ);
  }

  /// The current task changes it, or may.
  public void change() {
    kernel.machine().touch(this, Operation.Access.WRITE);
  }

  @Override
  public String label() {
    return "memory of a daemon";
  }

  @Override
  public String describe() {
    return label();
  }
}
