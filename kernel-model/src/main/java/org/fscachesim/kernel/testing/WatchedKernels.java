package org.fscachesim.kernel.testing;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelWatch;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.SimMachine;

/// The kernels that one test boots on simulated machines. Each is checked when its machine's main
/// task has ended and everybody else has come to rest, and then forgotten.
final class WatchedKernels implements KernelWatch {
  private final List<Kernel> running = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  @Override
  public synchronized void booted(Kernel kernel) {
    if (kernel.checkers().areOn()) {
      running.add(kernel);
    }
  }

  @Override
  public void ending(SimMachine machine) {
    List<Kernel> kernels = takeKernelsOf(machine);
    if (!kernels.isEmpty()) {
      settle(machine);
    }
    for (Kernel kernel : kernels) {
      for (Violation violation : kernel.checkers().violations()) {
        note(kernel, violation);
      }
    }
  }

  /// Time passes only when nobody can run any more.
  private static void settle(SimMachine machine) {
    long soon = machine.nanos() + 1;
    Operation rest = new Operation.Sleep(() -> "clock", soon);
    while (machine.nanos() < soon) {
      machine.parkUntil(rest, soon);
    }
  }

  private synchronized List<Kernel> takeKernelsOf(SimMachine machine) {
    List<Kernel> here = running.stream().filter(k -> k.machine() == machine).toList();
    running.removeAll(here);
    return here;
  }

  private synchronized void note(Kernel kernel, Violation violation) {
    violations.add(kernel.config().version().release() + ": " + violation);
  }

  /// Says beside another failure what was wrong.
  void addTo(Throwable failure) {
    try {
      check();
    } catch (AssertionError broken) {
      failure.addSuppressed(broken);
    }
  }

  /// Fails when something was wrong with one of the kernels.
  synchronized void check() {
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "the test passed, but left a broken world behind:\n  "
              + String.join("\n  ", violations)
              + "\nIf that is what it is for: @LeavesTheWorldBroken(\"why\")");
    }
  }
}
