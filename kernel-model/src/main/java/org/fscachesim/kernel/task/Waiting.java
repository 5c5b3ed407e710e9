package org.fscachesim.kernel.task;

import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;

/// What both machines check before a task sleeps.
final class Waiting {
  private Waiting() {}

  /// A holder of a spin lock may not sleep. Waiting for another spin lock is spinning, which is
  /// allowed; that it parks here is the machines' business.
  static void mayNotSpin(Task task, Operation reason) {
    if (task.heldLocks().isEmpty()
        || reason instanceof Operation.Acquire(Resource resource)
            && resource instanceof HeldLock lock
            && lock.isSpinning()) {
      return;
    }
    for (HeldLock held : task.heldLocks()) {
      if (held.isSpinning()) {
        throw new KernelBug(
            Symptom.LOCKING,
            "scheduling while atomic: "
                + task
                + " would "
                + reason.describe()
                + " while it holds "
                + held.lockClass());
      }
    }
  }
}
