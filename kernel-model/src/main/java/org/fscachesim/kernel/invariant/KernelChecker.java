package org.fscachesim.kernel.invariant;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Checks the [KernelInvariant]s: looks at all tasks that wait with nothing due, and tells of the
/// data races that [org.fscachesim.kernel.task.RaceDetector] saw.
///
/// It names the chain of who waits for whom, and the timers that are all that would go on. A timed
/// wait that ends without what it waited for is no fault to it; one that finds it then is.
///
/// It cannot know whether what a task waits for will come some day, from a daemon that does not
/// exist yet, say: that is why a wait that a fatal signal ends counts as fine.
public final class KernelChecker implements Checker {
  private final SimMachine machine;

  public KernelChecker(SimMachine machine) {
    this.machine = machine;
  }

  @Override
  public List<Violation> violations() {
    List<Violation> out = new ArrayList<>();
    for (Task task : machine.stuck()) {
      @Nullable Operation pending = task.pending();
      String what = task + ": " + (pending == null ? "?" : pending.describe());
      List<String> held = task.heldLocks().stream().map(HeldLock::lockClass).toList();
      if (!held.isEmpty()) {
        out.add(new Violation(KernelInvariant.WAITERS_HOLD_NO_LOCK, what + ", and holds " + held));
      }
      if (!(pending instanceof Operation.Wait wait && wait.killable())) {
        out.add(
            new Violation(
                KernelInvariant.NOBODY_HANGS,
                what + "; nobody is left to do it: " + machine.whyStuck(task)));
      }
    }
    for (String late : machine.belatedWakeups()) {
      out.add(new Violation(KernelInvariant.WAKEUPS_ARRIVE, late));
    }
    for (String race : machine.dataRaces()) {
      out.add(new Violation(KernelInvariant.NO_DATA_RACE, race));
    }
    return out;
  }
}
