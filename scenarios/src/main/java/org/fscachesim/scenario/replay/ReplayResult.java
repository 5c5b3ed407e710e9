package org.fscachesim.scenario.replay;

import java.util.List;
import org.fscachesim.scenario.transcript.Transcript;

/// How the replay of a transcript went.
///
/// @param results one for each step that was done, in order
/// @param warnings what the kernel warned of (WARN_ON), which a sound kernel never does
/// @param end how it ended
public record ReplayResult(
    Transcript transcript, List<StepResult> results, List<String> warnings, End end) {
  public ReplayResult {
    results = List.copyOf(results);
    warnings = List.copyOf(warnings);
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

  /// Whether all was as recorded, to the end.
  public boolean passed() {
    return end instanceof End.Completed && differences().isEmpty() && warnings.isEmpty();
  }
}
