package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Kernel;

/// A lock whose holder may sleep.
///
/// Kernel: kernel/locking/mutex.c
public final class Mutex extends BlockingLock {
  /// @param lockClass the name under which [LockOrder] knows all locks of this kind
  public Mutex(Kernel kernel, String lockClass) {
    super(kernel, lockClass, false);
  }
}
