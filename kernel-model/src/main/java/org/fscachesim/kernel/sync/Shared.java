package org.fscachesim.kernel.sync;

import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.jspecify.annotations.Nullable;

/// A field that is read outside of the lock that guards its writes.
///
/// Kernel: READ_ONCE, WRITE_ONCE, smp_load_acquire, smp_store_release
public final class Shared<T extends @Nullable Object> implements Resource {
  private final Kernel kernel;
  private final String name;
  private final AtomicReference<T> value;
  private final Operation read = new Operation.Touch(this, Operation.Access.READ);
  private final Operation write = new Operation.Touch(this, Operation.Access.WRITE);

  public Shared(Kernel kernel, String name, T initial) {
    this.kernel = kernel;
    this.name = name;
    this.value = new AtomicReference<>(initial);
  }

  public T get() {
    kernel.machine().reach(read);
    return value.get();
  }

  /// The value, without a scheduling point: for reports and checkers only.
  public T peek() {
    return value.get();
  }

  public void set(T v) {
    kernel.machine().reach(write);
    value.set(v);
  }

  public T getAndSet(T v) {
    kernel.machine().reach(write);
    return value.getAndSet(v);
  }

  public boolean compareAndSet(T expected, T v) {
    kernel.machine().reach(write);
    return value.compareAndSet(expected, v);
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
