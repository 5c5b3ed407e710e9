package org.fscachesim.scenario.replay;

import java.time.Duration;
import org.fscachesim.kernel.task.LiveMachine;

/// On the live machine: while the script hastens to a look, kernel workers begin late.
record LateWorkers(LiveMachine machine) implements Haste {
  /// Longer than a look takes; short enough for a step that needs a worker.
  private static final Duration MOST = Duration.ofMillis(400);

  @Override
  public boolean hasten(boolean lookIsComing) {
    if (lookIsComing) {
      machine.holdBack(WorkersLast::isWorker, MOST);
    } else {
      machine.letGo();
    }
    return lookIsComing;
  }
}
