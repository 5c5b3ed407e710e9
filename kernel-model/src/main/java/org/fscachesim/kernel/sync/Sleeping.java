package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Task;

/// might_sleep(): fails where a wait would happen under a spin lock, even when it would be short.
public final class Sleeping {
  private Sleeping() {}

  /// @param what the call that may sleep, for the message
  public static void mightSleep(Task task, String what) {
    if (task.heldLocks().isEmpty()) {
      return;
    }
    for (HeldLock held : task.heldLocks()) {
      if (held.isSpinning()) {
        throw new KernelBug(
            Symptom.LOCKING,
            "sleeping function called in atomic context: "
                + task
                + " calls "
                + what
                + " while it holds "
                + held.lockClass());
      }
    }
  }
}
