package org.fscachesim.kernel.sync;

import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;

/// A counter that tasks change without a lock. Wide enough for `atomic_t` and `atomic64_t`.
///
/// Kernel: include/linux/atomic.h
public final class AtomicCounter implements Resource {
  private final Kernel kernel;
  private final String name;
  private final AtomicLong value;

  public AtomicCounter(Kernel kernel, String name, long initial) {
    this.kernel = kernel;
    this.name = name;
    this.value = new AtomicLong(initial);
  }

  public long get() {
    kernel.machine().reach(this, Operation.Access.READ);
    return value.get();
  }

  /// The value, without a scheduling point: for reports and checkers only.
  public long peek() {
    return value.get();
  }

  public void set(long v) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    value.set(v);
  }

  /// Adds and returns the new value.
  public long addAndGet(long delta) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return value.addAndGet(delta);
  }

  public long incrementAndGet() {
    return addAndGet(1);
  }

  public long decrementAndGet() {
    return addAndGet(-1);
  }

  /// Subtracts one; whether the counter is zero now.
  public boolean decrementAndTest() {
    return addAndGet(-1) == 0;
  }

  public boolean compareAndSet(long expected, long v) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return value.compareAndSet(expected, v);
  }

  /// Sets and returns what was there.
  public long getAndSet(long v) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return value.getAndSet(v);
  }

  /// Adds one unless the counter is `unless`; whether it did.
  public boolean incrementUnless(long unless) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    while (true) {
      long now = value.get();
      if (now == unless) {
        return false;
      }
      if (value.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    return name + " (" + value.get() + ")";
  }

  @Override
  public String toString() {
    return describe();
  }
}
