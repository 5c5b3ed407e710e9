package org.fscachesim.scenario.replay;

import java.util.List;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.scenario.transcript.Transcript;

/// How the replay of a transcript went.
///
/// @param results one for each step that was done, in order
/// @param warnings what the kernel warned of (WARN_ON), which a sound kernel never does
/// @param violations the invariants that did not hold at the end, or on the way; none is looked at
///   on the live machine, or when the end was not reached
/// @param end how it ended
public record ReplayResult(
    Transcript transcript,
    List<StepResult> results,
    List<String> warnings,
    List<Violation> violations,
    End end) {
  public ReplayResult {
    results = List.copyOf(results);
    warnings = List.copyOf(warnings);
    violations = List.copyOf(violations);
  }

  /// How a replay ended.
  public sealed interface End {
    /// After the last step.
    record Completed() implements End {}

    /// Before the last step, through nobody's fault: a step cannot be done here, or the machine's
    /// limit was reached.
    record Undecided(String reason) implements End {}

    /// Before the last step: the kernel met a BUG_ON, or the program is at fault.
    record Broken(Throwable cause) implements End {}
  }

  /// The steps whose outcome is another one than was recorded.
  public List<StepResult> differences() {
    return results.stream().filter(r -> !r.matches()).toList();
  }

  /// Whether all was as recorded, to the end. A recorded kernel may have broken its own rules; of a
  /// script that nobody has recorded, every rule must have held, too.
  public boolean passed() {
    return end instanceof End.Completed
        && differences().isEmpty()
        && (transcript.header().isRecorded() || warnings.isEmpty() && violations.isEmpty());
  }
}
