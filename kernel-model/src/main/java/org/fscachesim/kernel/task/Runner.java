package org.fscachesim.kernel.task;

import org.jspecify.annotations.Nullable;

/// Runs the code of one simulated task after another, for one [SimMachine] after another: a run has
/// a handful of tasks and takes some microseconds, so that making a runner for each would cost more
/// than the run.
abstract sealed class Runner implements Runnable permits ContinuationRunner, ThreadRunner {
  private @Nullable SimMachine machine;
  private @Nullable Task task;

  /// Makes it run `toTask` from when it gets the baton.
  final void assign(SimMachine toMachine, Task toTask) {
    machine = toMachine;
    task = toTask;
  }

  /// Runs what was assigned to its end, which passes the baton on.
  ///
  /// @return the machine, or null when nothing was assigned
  final @Nullable SimMachine runAssigned() {
    SimMachine ran = machine;
    Task mine = task;
    if (ran == null || mine == null) {
      return null;
    }
    machine = null;
    task = null;
    ran.begins(mine);
    mine.run();
    ran.ended(mine, this);
    return ran;
  }

  /// Waits until somebody lets this runner go on. It is the current one.
  abstract void awaitBaton();
}
