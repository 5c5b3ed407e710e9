package org.fscachesim.kernel.invariant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// The checkers of one kernel: its own, and one for each module that is loaded.
///
/// They are there when the kernel was booted to be
/// [checked][org.fscachesim.kernel.KernelConfig#checked()] and its machine runs one task at a time:
/// where tasks run in parallel, what a checker is told comes in another order than it happened.
public final class Checkers {
  private final boolean on;
  private final List<Checker> all = new ArrayList<>();

  /// @param on whether anything is checked
  public Checkers(boolean on) {
    this.on = on;
  }

  /// Whether anything is checked.
  public boolean areOn() {
    return on;
  }

  /// For a module that is being loaded: makes its checker, if anything is checked.
  public void add(Supplier<? extends Checker> checker) {
    if (on) {
      all.add(checker.get());
    }
  }

  /// The checker of that type; null when there is none.
  public <C extends Checker> @Nullable C find(Class<C> type) {
    for (Checker checker : all) {
      if (type.isInstance(checker)) {
        return type.cast(checker);
      }
    }
    return null;
  }

  /// The checker of that type.
  ///
  /// @throws IllegalStateException when there is none
  public <C extends Checker> C get(Class<C> type) {
    C found = find(type);
    if (found == null) {
      throw new IllegalStateException(
          "this kernel has no " + type.getSimpleName() + ": it has " + all);
    }
    return found;
  }

  /// What is wrong: all that the checkers found. At a quiet point only; see [Checker#violations()].
  public List<Violation> violations() {
    List<Violation> out = new ArrayList<>();
    all.forEach(c -> out.addAll(c.violations()));
    return out;
  }

  /// Fails when there are [#violations()].
  ///
  /// @throws KernelBug naming all of them
  public void check() {
    List<Violation> found = violations();
    if (!found.isEmpty()) {
      throw new KernelBug(
          found.getFirst().invariant().symptom(),
          found.stream().map(Violation::toString).collect(Collectors.joining("\n")));
    }
  }
}
