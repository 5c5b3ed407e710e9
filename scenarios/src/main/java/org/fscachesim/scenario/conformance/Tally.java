package org.fscachesim.scenario.conformance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.StepResult;

/// The counts of the recordings of one kernel.
final class Tally {
  private final KernelVersion version;
  private final Map<Comparison, Integer> compared = new EnumMap<>(Comparison.class);
  // By reason: the cases that could not be played to their end.
  private final Map<String, List<String>> undecided = new TreeMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private int cases;
  private int completed;
  private int warnings;
  private int violations;

  /// A step that came out otherwise.
  record Difference(String recording, int line) {}

  Tally(KernelVersion version) {
    this.version = version;
  }

  /// Counts a replay.
  ///
  /// @param recording directory and case
  void add(String recording, ReplayResult result) {
    cases++;
    warnings += result.warnings().size();
    violations += result.violations().size();
    switch (result.end()) {
      case ReplayResult.End.Completed() -> completed++;
      case ReplayResult.End.Undecided(String reason) ->
          undecided.computeIfAbsent(reason, _ -> new ArrayList<>()).add(recording);
      case ReplayResult.End.Broken(Throwable cause) -> broken.add(recording + ": " + cause);
    }
    for (StepResult step : result.results()) {
      compared.merge(Comparison.of(step), 1, Integer::sum);
      if (!step.matches()) {
        differences.add(new Difference(recording, step.step().line()));
      }
    }
  }

  KernelVersion version() {
    return version;
  }

  int cases() {
    return cases;
  }

  int completed() {
    return completed;
  }

  int warnings() {
    return warnings;
  }

  int violations() {
    return violations;
  }

  int compared(Comparison how) {
    return compared.getOrDefault(how, 0);
  }

  int steps() {
    return compared.values().stream().mapToInt(Integer::intValue).sum();
  }

  Map<String, List<String>> undecided() {
    return undecided;
  }

  List<Difference> differences() {
    return differences;
  }

  List<String> broken() {
    return broken;
  }
}
