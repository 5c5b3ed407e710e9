package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The stores of each task that others do not see yet.
///
/// A task that has such stores gets a companion, "stores of T", which lets one store be seen each
/// time that it runs. So when a store is seen is a choice of the strategy, recorded and replayed
/// like all others, and, where stores may overtake each other, a draw says which.
///
/// Whatever is more than a load or a store (a lock, an atomic operation, a wait, a wake-up, a
/// barrier, the task's end) first lets all stores of its task be seen.
public final class StoreBuffers {
  /// A place in memory with values of type `T`.
  public interface Cell<T> extends Resource {
    /// Lets an effect be seen.
    void change(UnaryOperator<T> effect);
  }

  private record Store<T>(Cell<T> cell, UnaryOperator<T> effect, boolean release, int epoch) {
    void letBeSeen() {
      cell.change(effect);
    }
  }

  /// The stores of one task, oldest first.
  private final class Buffer implements Resource {
    final Task task;
    final List<Store<?>> stores = new ArrayList<>(2);
    final Operation insert = new Operation.Touch(this, Operation.Access.WRITE);
    // Stores of a later epoch wait for those of earlier ones.
    int epoch;
    boolean hasCompanion;

    Buffer(Task task) {
      this.task = task;
    }

    List<Store<?>> mayBeSeen() {
      List<Store<?>> out = new ArrayList<>(stores.size());
      for (int i = 0; i < stores.size(); i++) {
        if (i == 0 || model == MemoryModel.WEAK && mayOvertake(i)) {
          out.add(stores.get(i));
        }
      }
      return out;
    }

    private boolean mayOvertake(int index) {
      Store<?> late = stores.get(index);
      if (late.release) {
        return false;
      }
      for (Store<?> early : stores.subList(0, index)) {
        if (early.cell == late.cell || early.epoch != late.epoch) {
          return false;
        }
      }
      return true;
    }

    /// Unless somebody else was faster.
    void letBeSeen(Store<?> store) {
      machine.point(new Operation.Touch(store.cell, Operation.Access.WRITE));
      if (stores.remove(store)) {
        machine.touch(this, Operation.Access.WRITE);
        store.letBeSeen();
      }
    }

    @Override
    public String describe() {
      StringBuilder out = new StringBuilder("stores of ").append(task).append(" (");
      String separator = "";
      for (Store<?> store : stores) {
        out.append(separator).append(store.cell.describe());
        separator = ", ";
      }
      return out.append(')').toString();
    }
  }

  private final SimMachine machine;
  private final MemoryModel model;
  private final Map<Integer, Buffer> buffers = new LinkedHashMap<>();

  StoreBuffers(SimMachine machine, MemoryModel model) {
    this.machine = machine;
    this.model = model;
  }

  /// Whether stores to different places may overtake each other.
  public boolean isWeak() {
    return model == MemoryModel.WEAK;
  }

  /// Stores into a cell, to be seen later.
  ///
  /// @param effect from the value before to the value behind
  /// @param release whether it is seen behind all earlier stores of the task
  public <T> void store(Cell<T> cell, UnaryOperator<T> effect, boolean release) {
    Task me = machine.current();
    Buffer buffer = buffers.computeIfAbsent(me.id(), _ -> new Buffer(me));
    machine.point(buffer.insert);
    if (machine.isStopping()) {
      cell.change(effect);
      return;
    }
    buffer.stores.add(new Store<>(cell, effect, release, buffer.epoch));
    if (!buffer.hasCompanion) {
      buffer.hasCompanion = true;
      machine.spawn("stores of " + me, () -> accompany(buffer));
    }
  }

  private void accompany(Buffer buffer) {
    while (!buffer.stores.isEmpty()) {
      List<Store<?>> candidates = buffer.mayBeSeen();
      int index = machine.choose("which store of " + buffer.task + " is seen", candidates.size());
      buffer.letBeSeen(candidates.get(index));
    }
    buffer.hasCompanion = false;
  }

  /// What the current task sees in a cell.
  ///
  /// @param seen what others see
  @SuppressWarnings("unchecked") // a cell's stores are of its type
  public <T> T load(Cell<T> cell, T seen) {
    Task me = machine.running();
    Buffer buffer = me == null ? null : buffers.get(me.id());
    if (buffer == null) {
      return seen;
    }
    T value = seen;
    for (Store<?> store : buffer.stores) {
      if (store.cell == cell) {
        value = ((Store<T>) store).effect.apply(value);
      }
    }
    return value;
  }

  /// Lets all stores of the current task be seen: smp_mb.
  public void drain() {
    drain(machine.current());
  }

  void drain(Task task) {
    Buffer buffer = buffers.get(task.id());
    while (buffer != null && !buffer.stores.isEmpty()) {
      buffer.letBeSeen(buffer.stores.getFirst());
    }
  }

  /// Keeps the current task's later stores behind its earlier ones: smp_wmb.
  public void order() {
    Buffer buffer = buffers.get(machine.current().id());
    if (buffer != null) {
      buffer.epoch++;
    }
  }

  /// The task has failed or was taken down: all that it stored is seen.
  void ended(Task task) {
    Buffer buffer = buffers.remove(task.id());
    if (buffer != null) {
      buffer.stores.forEach(Store::letBeSeen);
      buffer.stores.clear();
    }
  }
}
