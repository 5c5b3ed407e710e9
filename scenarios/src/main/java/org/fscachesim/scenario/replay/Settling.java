package org.fscachesim.scenario.replay;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Task;

/// Whether the kernel of a live machine has come to rest: nobody runs, or waits for the disk.
///
/// A transcript counts in milliseconds of a machine that had nothing else to do. This one may be
/// busy with other things, so that what took the recorded kernel a tenth of a second takes ours
/// one: its time is not over as long as somebody is still at work.
///
/// On the simulated machine work takes no time, and all have come to rest whenever time passes.
final class Settling {
  private static final long LOOK_MILLIS = 10;
  private static final int LOOKS = 3;

  /// A task that works for so long is none that will come to rest.
  private static final long MOST_MILLIS = 10_000;

  private Settling() {}

  /// Waits until the kernel has come to rest, if it has not.
  ///
  /// @return whether that took any time
  static boolean await(Kernel kernel) {
    if (!(kernel.machine() instanceof LiveMachine machine)) {
      return false;
    }
    int calm = 0;
    long waited = 0;
    boolean any = false;
    while (calm < LOOKS && waited < MOST_MILLIS) {
      if (isBusy(machine)) {
        any = true;
        calm = 0;
      } else {
        calm++;
      }
      if (calm < LOOKS) {
        kernel.sleepMillis(LOOK_MILLIS);
        waited += LOOK_MILLIS;
      }
    }
    return any;
  }

  private static boolean isBusy(LiveMachine machine) {
    Task me = machine.current();
    for (Task task : machine.unfinished()) {
      Operation pending = task.pending();
      if (!task.equals(me) && (pending == null || Pace.isWork(pending))) {
        return true;
      }
    }
    return false;
  }
}
