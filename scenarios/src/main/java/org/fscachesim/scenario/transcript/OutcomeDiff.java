package org.fscachesim.scenario.transcript;

import java.util.ArrayList;
import java.util.List;

/// Shows how an outcome differs from the expected one, line by line.
///
/// A line that both have begins with two blanks, one that is missing with `- `, one that is too
/// much with `+ `. Long runs of equal lines are shortened to three around a difference.
public final class OutcomeDiff {
  private static final int CONTEXT = 3;

  private OutcomeDiff() {}

  /// The lines of the difference, in what [OutcomeRules] compares.
  public static List<String> lines(Step step, Outcome expected, Outcome actual) {
    Outcome want = OutcomeRules.comparable(step, expected);
    Outcome got = OutcomeRules.comparable(step, actual);
    if (want instanceof Outcome.Line(String a) && got instanceof Outcome.Line(String b)) {
      return List.of("expected: " + a, "actual:   " + b);
    }
    return shorten(diff(asLines(want), asLines(got)));
  }

  private static List<String> asLines(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Line(String text) -> List.of(text);
      case Outcome.Block(List<String> lines) -> lines;
      case Outcome.NotRecorded() -> List.of();
    };
  }

  /// By the longest common subsequence.
  private static List<String> diff(List<String> want, List<String> got) {
    int[][] common = new int[want.size() + 1][got.size() + 1];
    for (int i = want.size() - 1; i >= 0; i--) {
      for (int j = got.size() - 1; j >= 0; j--) {
        common[i][j] =
            want.get(i).equals(got.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<String> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < want.size() || j < got.size()) {
      if (i < want.size() && j < got.size() && want.get(i).equals(got.get(j))) {
        lines.add("  " + want.get(i));
        i++;
        j++;
      } else if (j == got.size() || (i < want.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + want.get(i++));
      } else {
        lines.add("+ " + got.get(j++));
      }
    }
    return lines;
  }

  private static List<String> shorten(List<String> lines) {
    List<String> shown = new ArrayList<>();
    int skipped = 0;
    for (int at = 0; at < lines.size(); at++) {
      boolean near = false;
      for (int k = Math.max(0, at - CONTEXT); k <= Math.min(lines.size() - 1, at + CONTEXT); k++) {
        near |= !lines.get(k).startsWith("  ");
      }
      if (near) {
        note(skipped, shown);
        skipped = 0;
        shown.add(lines.get(at));
      } else {
        skipped++;
      }
    }
    note(skipped, shown);
    return shown;
  }

  private static void note(int skipped, List<String> shown) {
    if (skipped > 0) {
      shown.add("  (" + skipped + (skipped == 1 ? " equal line)" : " equal lines)"));
    }
  }
}
