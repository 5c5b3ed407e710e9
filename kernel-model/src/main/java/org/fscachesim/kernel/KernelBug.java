package org.fscachesim.kernel;

/// The modelled kernel did what a kernel must never do: BUG_ON, a use after free, a refcount that
/// fell below zero, a lock taken twice. It ends the run; it is never handled.
public final class KernelBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KernelBug(String message) {
    super(message);
  }

  public KernelBug(String message, Throwable cause) {
    super(message, cause);
  }

  /// Fails with `message` unless `condition` holds.
  public static void check(boolean condition, String message) {
    if (!condition) {
      throw new KernelBug(message);
    }
  }
}
