package org.fscachesim.kernel;

import org.fscachesim.kernel.task.SimMachine;

/// Looks after the kernels of all simulated machines that are made in its scope, whoever makes
/// them: for test machinery, so that no test has to remember.
///
/// ```
/// ScopedValue.where(KernelWatch.SCOPE, watch).run(() -> ...);
/// ```
///
/// Live machines are not watched: they have no moment at which everybody stands still.
public interface KernelWatch {
  /// Who watches here.
  ScopedValue<KernelWatch> SCOPE = ScopedValue.newInstance();

  /// Looks after nothing.
  KernelWatch NOBODY =
      new KernelWatch() {
        @Override
        public void booted(Kernel kernel) {}

        @Override
        public void ending(SimMachine machine) {}
      };

  /// A kernel has booted.
  void booted(Kernel kernel);

  /// The main task of a machine has done its work and did not fail. Called by this task; the others
  /// are still there, and go on when it waits.
  void ending(SimMachine machine);
}
