package org.fscachesim.scenario.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// What came out, as a document in Markdown.
public final class ConformanceDocument {
  private static final String HEAD =
      """
      # Conformance

      Every recording of a real kernel, replayed on the simulated machine as that kernel, and counted. This page is what
      `./fscache-sim conformance --out docs/conformance.md` prints; a test replays all again and holds the page to it. What the
      recordings are, and how they are played: [transcripts](transcripts.md).

      """;

  private static final String RULES =
      """

      A step is one line of a transcript with its outcome. Of the outcomes,

      - *whole*: every byte has to be the recorded one.
      - *but for a time*: of `proc stats`, the moment in `LRU … at=` is left out. The digits of a grave's name that are a time
        were written as `TTTTTTTT` when they were recorded, and so are compared as whole.
      - *input*: a `statfs` says what was free on the recorded disk at that moment. It is taken over, not predicted.
      - *its kind alone*: a `trace dump` is for reading. Names and layouts of its events are held to ours by `TraceFormatTest`,
        the order of those of the network library by `NetfsTraceTest`.

      """;

  private ConformanceDocument() {}

  /// The whole text.
  public static String of(Conformance conformance) {
    Map<String, Tally> kernels = conformance.kernels();
    StringBuilder out = new StringBuilder(HEAD);
    out.append(row("", kernels.keySet().stream().map(k -> "`" + k + "`").toList()));
    out.append(row("---", kernels.keySet().stream().map(_ -> "---:").toList()));
    out.append(
        row(
            "profile",
            kernels.values().stream().map(t -> "`" + t.version().name() + "`").toList()));
    line(out, "cases", kernels, Tally::cases);
    line(out, "… played to the end", kernels, Tally::completed);
    line(out, "steps done", kernels, Tally::steps);
    for (Comparison how : Comparison.values()) {
      line(out, "… compared: " + how.words(), kernels, t -> t.compared(how));
    }
    line(out, "differences", kernels, t -> t.differences().size());
    line(out, "warnings of the kernel", kernels, Tally::warnings);
    line(out, "violated invariants", kernels, Tally::violations);
    out.append(RULES);
    differences(out, kernels);
    undecided(out, kernels);
    return out.toString();
  }

  private static void line(
      StringBuilder out, String name, Map<String, Tally> kernels, ToIntFunction<Tally> count) {
    out.append(
        row(
            name,
            kernels.values().stream().map(t -> Integer.toString(count.applyAsInt(t))).toList()));
  }

  private static String row(String first, List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| " + first + " | ", " |\n"));
  }

  private static void differences(StringBuilder out, Map<String, Tally> kernels) {
    out.append("## Differences\n\n");
    List<Tally.Difference> all =
        kernels.values().stream().flatMap(t -> t.differences().stream()).toList();
    if (all.isEmpty()) {
      out.append("None.\n");
    }
    for (Tally.Difference difference : all) {
      out.append("- `%s`, line %d\n".formatted(difference.recording(), difference.line()));
    }
  }

  private static void undecided(StringBuilder out, Map<String, Tally> kernels) {
    out.append("\n## Not played to the end\n\n");
    Map<String, List<String>> byReason = new TreeMap<>();
    for (Tally tally : kernels.values()) {
      tally
          .undecided()
          .forEach(
              (why, cases) -> byReason.computeIfAbsent(why, _ -> new ArrayList<>()).addAll(cases));
      tally.broken().forEach(b -> byReason.put("broken", new ArrayList<>(List.of(b))));
    }
    if (byReason.isEmpty()) {
      out.append("None.\n");
    }
    byReason.forEach(
        (why, cases) ->
            out.append("- ")
                .append(why.lines().findFirst().orElse(""))
                .append(": ")
                .append(cases.stream().map(c -> "`" + c + "`").collect(Collectors.joining(", ")))
                .append(".\n"));
  }
}
