package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Kernel;

/// A lock whose holder may not sleep.
///
/// Kernel: include/linux/spinlock.h
public final class SpinLock extends BlockingLock {
  /// @param lockClass the name under which [LockOrder] knows all locks of this kind
  public SpinLock(Kernel kernel, String lockClass) {
    super(kernel, lockClass, true);
  }
}
