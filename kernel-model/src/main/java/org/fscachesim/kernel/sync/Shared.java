package org.fscachesim.kernel.sync;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.StoreBuffers;
import org.jspecify.annotations.Nullable;

/// A field that is read outside of the lock that guards its writes.
///
/// Kernel: READ_ONCE, WRITE_ONCE, smp_load_acquire, smp_store_release
public final class Shared<T extends @Nullable Object> implements StoreBuffers.Cell<T> {
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
    return peek();
  }

  /// The value, without a scheduling point: for reports and checkers only.
  public T peek() {
    StoreBuffers stores = kernel.machine().stores();
    return stores == null ? value.get() : stores.load(this, value.get());
  }

  /// Sets it. Earlier stores of the task are seen first: smp_store_release.
  public void set(T v) {
    set(v, true);
  }

  /// Sets it, in no order with the task's other stores: WRITE_ONCE.
  public void setRelaxed(T v) {
    set(v, false);
  }

  private void set(T v, boolean release) {
    StoreBuffers stores = kernel.machine().stores();
    if (stores != null) {
      stores.store(this, _ -> v, release);
      return;
    }
    kernel.machine().reach(this, Operation.Access.WRITE);
    value.set(v);
  }

  @Override
  public void change(UnaryOperator<T> effect) {
    value.updateAndGet(effect);
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
    return name + " (" + Told.value(value.get()) + ")";
  }

  @Override
  public String toString() {
    return describe();
  }
}
