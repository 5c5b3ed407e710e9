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

  public Shared(Kernel kernel, String name, T initial) {
    this.kernel = kernel;
    this.name = name;
    this.value = new AtomicReference<>(initial);
  }

  public T get() {
    kernel.machine().reach(this, Operation.Access.READ);
    return value.get();
  }

  /// The value, without a scheduling point: for reports and checkers only.
  public T peek() {
    return value.get();
  }

  public void set(T v) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    value.set(v);
  }

  public T getAndSet(T v) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return value.getAndSet(v);
  }

  public boolean compareAndSet(T expected, T v) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return value.compareAndSet(expected, v);
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
