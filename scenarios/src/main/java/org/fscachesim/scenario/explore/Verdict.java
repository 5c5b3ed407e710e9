package org.fscachesim.scenario.explore;

import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// How one run of a scenario came out.
///
/// ```
/// Verdict = Passed | Violated | Bug | Hung
/// ```
///
/// What failed has a [Symptom], which a test can name: `USE_AFTER_FREE`, `LOST_WAKEUP`.
public sealed interface Verdict {
  /// All was as it must be.
  record Passed() implements Verdict {}

  /// The scenario or a checker found a broken rule.
  record Violated(Symptom symptom, String what) implements Verdict {}

  /// The modelled kernel crashed.
  record Bug(Symptom symptom, String what) implements Verdict {}

  /// The run did not come to its end: a deadlock or a livelock, with what each task waits for.
  record Hung(Symptom symptom, String what) implements Verdict {}

  /// What the failure shows itself as; null when there is none.
  default @Nullable Symptom symptom() {
    return switch (this) {
      case Passed _ -> null;
      case Violated v -> v.symptom;
      case Bug b -> b.symptom;
      case Hung h -> h.symptom;
    };
  }

  /// One line for a heading, more below it where there is more.
  default String describe() {
    return switch (this) {
      case Passed _ -> "passed";
      case Violated v -> "violated: " + v.what;
      case Bug b -> "kernel bug: " + b.what;
      case Hung h -> "hung: " + h.what;
    };
  }
}
