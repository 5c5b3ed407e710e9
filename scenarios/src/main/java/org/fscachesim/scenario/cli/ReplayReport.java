package org.fscachesim.scenario.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.transcript.OutcomeDiff;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.TranscriptStep;
import picocli.CommandLine.Help.Ansi;

/// Prints how replays went, and counts them for the exit code.
final class ReplayReport {
  private enum Kind {
    PASSED("PASS", "green"),
    FAILED("FAIL", "red"),
    UNDECIDED("UNDECIDED", "yellow"),
    UNREADABLE("UNREADABLE", "red"),
    BROKEN("BROKEN", "red");

    final String word;
    final String colour;

    Kind(String word, String colour) {
      this.word = word;
      this.colour = colour;
    }
  }

  private final PrintWriter out;
  private final Ansi ansi;
  private final int[] counts = new int[Kind.values().length];

  ReplayReport(PrintWriter out, Ansi ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  /// A file that cannot be replayed at all.
  void unreadable(Path file, String why) {
    head(Kind.UNREADABLE, file, why);
  }

  /// A step, as it is done.
  void step(StepResult result) {
    TranscriptStep step = result.step();
    out.println(StepPrinter.print(new TranscriptStep(step.line(), step.step(), result.actual())));
    if (!result.matches()) {
      difference(result);
    }
  }

  /// A trace event, as it happens.
  void event(TraceBuffer.Entry entry) {
    out.println(entry.line());
  }

  /// A replay, when it is over.
  ///
  /// @param shown whether [#step] has shown the steps already
  void replayed(Path file, ReplayResult result, boolean shown) {
    List<StepResult> differences = result.differences();
    int steps = result.results().size();
    Kind kind =
        switch (result.end()) {
          case ReplayResult.End.Broken _ -> Kind.BROKEN;
          case ReplayResult.End.Completed _ -> result.passed() ? Kind.PASSED : Kind.FAILED;
          case ReplayResult.End.Undecided _ ->
              differences.isEmpty() && result.warnings().isEmpty() ? Kind.UNDECIDED : Kind.FAILED;
        };
    head(kind, file, summary(result, differences.size(), steps));
    if (!shown) {
      for (StepResult difference : differences) {
        out.println(
            "  "
                + file
                + ":"
                + difference.step().line()
                + ": "
                + StepPrinter.print(difference.step().step()));
        difference(difference);
      }
    }
    result.warnings().forEach(w -> out.println("  the kernel warned: " + w));
    result.violations().forEach(v -> out.println("  broken: " + v));
    switch (result.end()) {
      case ReplayResult.End.Completed() -> {}
      case ReplayResult.End.Undecided(String reason) ->
          out.println("  stopped after step " + steps + ": " + reason.indent(4).strip());
      case ReplayResult.End.Broken(Throwable cause) -> {
        out.println("  broken after step " + steps + ":");
        cause.printStackTrace(out);
      }
    }
  }

  private static String summary(ReplayResult result, int differences, int steps) {
    String all = steps + (steps == 1 ? " step" : " steps");
    if (differences > 0) {
      return differences + " of " + all + (differences == 1 ? " differs" : " differ");
    }
    return result.end() instanceof ReplayResult.End.Completed
        ? all
        : steps + " of " + result.transcript().steps().size() + " steps done";
  }

  private void head(Kind kind, Path file, String text) {
    counts[kind.ordinal()]++;
    out.println(
        ansi.string("@|bold," + kind.colour + " " + kind.word + "|@") + "  " + file + "  " + text);
  }

  private void difference(StepResult result) {
    for (String line :
        OutcomeDiff.lines(result.step().step(), result.step().expected(), result.actual())) {
      out.println("      " + line);
    }
  }

  /// The last lines: what came out in other ways, if anything did, and then always `N passed, M
  /// failed`. A file that is broken or unreadable is among the failed ones; an undecided one is
  /// neither.
  void total() {
    List<String> others = new ArrayList<>();
    for (Kind kind : List.of(Kind.UNDECIDED, Kind.UNREADABLE, Kind.BROKEN)) {
      if (count(kind) > 0) {
        others.add(count(kind) + " " + kind.word.toLowerCase(Locale.ROOT));
      }
    }
    if (!others.isEmpty()) {
      out.println(String.join(", ", others));
    }
    int failed = count(Kind.FAILED) + count(Kind.UNREADABLE) + count(Kind.BROKEN);
    out.println(count(Kind.PASSED) + " passed, " + failed + " failed");
  }

  /// What several replays took, beside what the recorded kernels had at least waited.
  ///
  /// @param recordedMillis of those that were replayed, the time that their scripts stood still
  void took(Duration time, long recordedMillis) {
    double seconds = time.toNanos() / 1e9;
    out.println(
        String.format(
            Locale.ROOT,
            "%.1f s in all; the recorded kernels waited %.1f s at least, of which this is %.3f",
            seconds,
            recordedMillis / 1e3,
            seconds * 1e3 / Math.max(1, recordedMillis)));
  }

  private int count(Kind kind) {
    return counts[kind.ordinal()];
  }

  /// The worst that happened.
  int exitCode() {
    if (count(Kind.BROKEN) > 0) {
      return ExitCode.INTERNAL_FAULT;
    }
    if (count(Kind.UNREADABLE) > 0) {
      return ExitCode.USAGE;
    }
    if (count(Kind.FAILED) > 0) {
      return ExitCode.VIOLATED;
    }
    if (count(Kind.UNDECIDED) > 0) {
      return ExitCode.UNDECIDED;
    }
    return count(Kind.PASSED) > 0 ? ExitCode.PASSED : ExitCode.NOTHING_RAN;
  }
}
