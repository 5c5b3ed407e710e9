package org.fscachesim.scenario.replay;

/// Whether a script hastens to a look at /proc: from the step that it looks after until it looks it
/// loses no time, and the kernel's workers are slower than it. A `join` between the two does
/// nothing but wait for what that step set off.
interface Haste {
  /// Told at the beginning of each step, and after a look.
  ///
  /// @param lookIsComing whether this step, or a join after it, is followed by a look
  /// @return whether to hasten
  boolean hasten(boolean lookIsComing);

  /// A script that takes its time.
  record None() implements Haste {
    @Override
    public boolean hasten(boolean lookIsComing) {
      return false;
    }
  }
}
