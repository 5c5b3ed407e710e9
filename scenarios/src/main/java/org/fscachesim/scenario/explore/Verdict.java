package org.fscachesim.scenario.explore;

/// How one run of a scenario came out.
///
/// ```
/// Verdict = Passed | Violated | Bug | Hung
/// ```
public sealed interface Verdict {
  /// All was as it must be.
  record Passed() implements Verdict {}

  /// The scenario or a checker found a broken rule.
  record Violated(String what) implements Verdict {}

  /// The modelled kernel crashed.
  record Bug(String what) implements Verdict {}

  /// The run did not come to its end: a deadlock or a livelock, with what each task waits for.
  record Hung(String what) implements Verdict {}

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
