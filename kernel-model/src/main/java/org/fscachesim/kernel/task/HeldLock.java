package org.fscachesim.kernel.task;

/// A lock as a task's list of held locks and the lock order checker see it.
public interface HeldLock {
  /// The lock's class: locks of one class must keep one order against other classes.
  String lockClass();

  /// Whether its holder may not sleep.
  boolean isSpinning();
}
