package org.fscachesim.kernel.task;

import org.jspecify.annotations.Nullable;

/// Something that an [Operation] touches or waits for.
@FunctionalInterface
public interface Resource {
  /// For reports: what it is, and its present value where that helps.
  String describe();

  /// What it is called, without its value: the same in every run, and in every JVM, which makes up
  /// names of its own for the classes of lambda expressions. Different resources may share it.
  default String label() {
    return getClass().isHidden() ? "resource" : getClass().getSimpleName();
  }

  /// Whether an acquisition or a wait for it would pass now, as far as can be told without trying:
  /// false only where it would certainly not, but for a kill.
  default boolean isReady() {
    return true;
  }

  /// Who holds it, if it is of a kind that somebody holds.
  default @Nullable Task holder() {
    return null;
  }
}
