package org.fscachesim.kernel;

import java.util.function.Supplier;

/// The modelled kernel did what a kernel must never do: BUG_ON, a use after free, a refcount that
/// fell below zero, a lock taken twice. It ends the run; it is never handled.
public final class KernelBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Symptom symptom;

  /// A failed assertion.
  public KernelBug(String message) {
    this(Symptom.BUG, message);
  }

  public KernelBug(Symptom symptom, String message) {
    super(message);
    this.symptom = symptom;
  }

  /// What it shows itself as.
  public Symptom symptom() {
    return symptom;
  }

  public KernelBug(String message, Throwable cause) {
    super(message, cause);
    this.symptom = Symptom.BUG;
  }

  /// Fails with `message` unless `condition` holds.
  public static void check(boolean condition, String message) {
    check(condition, Symptom.BUG, message);
  }

  /// Fails with `symptom` and `message` unless `condition` holds.
  public static void check(boolean condition, Symptom symptom, String message) {
    if (!condition) {
      throw new KernelBug(symptom, message);
    }
  }

  /// As [#check(boolean, String)], with a message that takes time to make.
  public static void check(boolean condition, Supplier<String> message) {
    check(condition, Symptom.BUG, message);
  }

  /// As [#check(boolean, Symptom, String)], with a message that takes time to make.
  public static void check(boolean condition, Symptom symptom, Supplier<String> message) {
    if (!condition) {
      throw new KernelBug(symptom, message.get());
    }
  }
}
