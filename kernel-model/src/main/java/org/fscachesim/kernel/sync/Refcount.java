package org.fscachesim.kernel.sync;

import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;

/// A reference count that refuses to come back from zero, and saturates instead of wrapping.
///
/// Kernel: lib/refcount.c
public final class Refcount implements Resource {
  /// Where a count that grew too large stays.
  static final int SATURATED = Integer.MIN_VALUE / 2;

  private final Kernel kernel;
  private final String name;
  private final AtomicInteger value;

  public Refcount(Kernel kernel, String name, int initial) {
    this.kernel = kernel;
    this.name = name;
    this.value = new AtomicInteger(initial);
  }

  public int get() {
    kernel.machine().reach(this, Operation.Access.READ);
    return value.get();
  }

  /// The count, without a scheduling point: for reports and checkers only.
  public int peek() {
    return value.get();
  }

  /// Takes a reference; the new count.
  ///
  /// @throws KernelBug when the count was zero: the object is being freed
  public int incAndGet() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    while (true) {
      int now = value.get();
      if (now == 0) {
        throw new KernelBug(
            Symptom.REFCOUNT,
            "refcount: "
                + kernel.current()
                + " takes a reference on "
                + name
                + ", which has none left");
      }
      int next = now < 0 || now == Integer.MAX_VALUE ? SATURATED : now + 1;
      if (value.compareAndSet(now, next)) {
        warnWhenSaturating(now);
        return next;
      }
    }
  }

  /// Takes a reference unless the count is zero; whether it did.
  public boolean incNotZero() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    while (true) {
      int now = value.get();
      if (now == 0) {
        return false;
      }
      int next = now < 0 || now == Integer.MAX_VALUE ? SATURATED : now + 1;
      if (value.compareAndSet(now, next)) {
        warnWhenSaturating(now);
        return true;
      }
    }
  }

  private void warnWhenSaturating(int before) {
    if (before == Integer.MAX_VALUE) {
      kernel.warn(true, () -> "refcount: " + name + " is saturated; its object leaks");
    }
  }

  /// Drops a reference; the new count. At zero the caller frees the object.
  ///
  /// @throws KernelBug when there was no reference to drop
  public int decAndGet() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    while (true) {
      int now = value.get();
      if (now == 0) {
        throw new KernelBug(
            Symptom.REFCOUNT,
            "refcount: "
                + kernel.current()
                + " drops a reference on "
                + name
                + ", which has none left");
      }
      int next = now < 0 ? SATURATED : now - 1;
      if (value.compareAndSet(now, next)) {
        return next;
      }
    }
  }

  /// Drops a reference; whether it was the last.
  public boolean decAndTest() {
    return decAndGet() == 0;
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
