package org.fscachesim.kernel;

import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// An object that the kernel allocates and frees, and that must not be touched after that.
///
/// Java would forgive a use after free; the kernel would not. So a freed object is poisoned: a
/// later [#checkAlive()] is a [KernelBug] that names where it was allocated, freed and touched.
/// Live objects stand in the kernel's [Ledger] until they are freed, which shows leaks.
public abstract class KernelObject implements Resource {
  private final Kernel kernel;
  private final String type;
  private final String allocated;
  private final AtomicReference<@Nullable Freed> freed = new AtomicReference<>();
  // Links of the ledger's list; guarded by that list's monitor.
  @Nullable KernelObject previous;
  @Nullable KernelObject next;

  /// @param type what it is, such as `cookie`: the name under which the ledger counts it
  protected KernelObject(Kernel kernel, String type) {
    this.kernel = kernel;
    this.type = type;
    this.allocated = kernel.current().toString();
    kernel.ledger().add(this);
    kernel.machine().touch(this, Operation.Access.WRITE);
  }

  /// Who freed an object, and why.
  private record Freed(Task task, String reason) {
    @Override
    public String toString() {
      return task + " (" + reason + ")";
    }
  }

  protected final Kernel kernel() {
    return kernel;
  }

  /// The name under which the ledger counts it.
  public final String objectType() {
    return type;
  }

  /// Which one it is, for reports.
  protected abstract String objectName();

  public final boolean isFreed() {
    return freed.get() != null;
  }

  /// Marks a touch of this object. A scheduling point: a task that has let go of the lock or the
  /// reference that protected the object touches it at a time of its own, and only so does it meet
  /// whoever frees it.
  ///
  /// @throws KernelBug when it was freed before
  public final void checkAlive() {
    kernel.machine().look(this);
    checkAliveNow();
  }

  /// As [#checkAlive()] within the step that touches a part of this object: the scheduling point is
  /// that of the part.
  ///
  /// @throws KernelBug when it was freed before
  public final void checkAliveHere() {
    kernel.machine().touch(this, Operation.Access.READ);
    checkAliveNow();
  }

  private void checkAliveNow() {
    Freed by = freed.get();
    if (by != null) {
      throw new KernelBug(
          Symptom.USE_AFTER_FREE,
          "use after free: "
              + kernel.current()
              + " touches "
              + type
              + " "
              + objectName()
              + ", allocated by "
              + allocated
              + ", freed by "
              + by);
    }
  }

  /// Frees this object.
  ///
  /// @throws KernelBug when it was freed before
  protected final void free(String reason) {
    kernel.machine().touch(this, Operation.Access.WRITE);
    Freed before = freed.compareAndExchange(null, new Freed(kernel.current(), reason));
    if (before != null) {
      throw new KernelBug(
          Symptom.DOUBLE_FREE,
          "double free: "
              + kernel.current()
              + " frees "
              + type
              + " "
              + objectName()
              + " ("
              + reason
              + "), which was freed by "
              + before);
    }
    kernel.ledger().remove(this);
  }

  @Override
  public final String label() {
    return type;
  }

  @Override
  public final String describe() {
    return toString();
  }

  @Override
  public String toString() {
    return type + " " + objectName() + (isFreed() ? " (freed)" : "");
  }
}
