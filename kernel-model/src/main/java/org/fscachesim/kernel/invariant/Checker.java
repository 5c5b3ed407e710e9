package org.fscachesim.kernel.invariant;

import java.util.List;

/// Looks after some [Invariant]s of one kernel.
public interface Checker {
  /// What was wrong at a step so far, and what is wrong now.
  ///
  /// Called by a task of the kernel, at a quiet point: everybody else waits. It may look at models,
  /// but neither reach a scheduling point nor change anything.
  List<Violation> violations();
}
