package org.fscachesim.kernel;

import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// An object that the kernel allocates and frees, and that must not be touched after that.
///
/// Java would forgive a use after free; the kernel would not. So a freed object is poisoned: a
/// later [#checkAlive()] is a [KernelBug] that names where it was allocated, freed and touched.
/// Live objects stand in the kernel's [Ledger] until they are freed, which shows leaks.
public abstract class KernelObject {
  private final Kernel kernel;
  private final String type;
  private final String allocated;
  private volatile @Nullable String freed;
  // Links of the ledger's list; guarded by that list's monitor.
  @Nullable KernelObject previous;
  @Nullable KernelObject next;

  /// @param type what it is, such as `cookie`: the name under which the ledger counts it
  protected KernelObject(Kernel kernel, String type) {
    this.kernel = kernel;
    this.type = type;
    this.allocated = site(kernel);
    kernel.ledger().add(this);
  }

  private static String site(Kernel kernel) {
    Task task = kernel.current();
    return task.name();
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
    return freed != null;
  }

  /// Marks a touch of this object.
  ///
  /// @throws KernelBug when it was freed before
  public final void checkAlive() {
    if (freed != null) {
      throw new KernelBug(
          "use after free: "
              + kernel.current()
              + " touches "
              + type
              + " "
              + objectName()
              + ", allocated by "
              + allocated
              + ", freed by "
              + freed);
    }
  }

  /// Frees this object.
  ///
  /// @throws KernelBug when it was freed before
  protected final void free(String reason) {
    if (freed != null) {
      throw new KernelBug(
          "double free: "
              + kernel.current()
              + " frees "
              + type
              + " "
              + objectName()
              + " ("
              + reason
              + "), which was freed by "
              + freed);
    }
    freed = kernel.current() + " (" + reason + ")";
    kernel.ledger().remove(this);
  }

  @Override
  public String toString() {
    return type + " " + objectName() + (isFreed() ? " (freed)" : "");
  }
}
