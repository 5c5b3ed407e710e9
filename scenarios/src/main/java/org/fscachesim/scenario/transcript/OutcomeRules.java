package org.fscachesim.scenario.transcript;

import java.util.List;
import java.util.regex.Pattern;

/// Which part of an outcome is the kernel's answer, and which only the day it was recorded on.
///
/// Not compared: the moment in `LRU … at=` of the statistics, and the text of `trace dump`, which
/// is for reading. Everything else has to be the same, byte by byte.
///
/// Of the dump, only its *kind* is compared: a block of lines, not an error.
public final class OutcomeRules {
  /// The eight digits of a time that begin the name of a buried file.
  ///
  /// Kernel: fs/cachefiles/namei.c (cachefiles_bury_object)
  private static final Pattern GRAVE = Pattern.compile("^( *)[0-9a-f]{8}([0-9a-f]{8}[/ ])");

  private static final Pattern LRU_TIME = Pattern.compile("^(LRU +: .* at=)-?[0-9]+");

  private OutcomeRules() {}

  /// Whether `actual` is what `expected` asks for. Where nothing was recorded, nothing is asked
  /// for.
  public static boolean matches(Step step, Outcome expected, Outcome actual) {
    if (expected instanceof Outcome.NotRecorded) {
      return true;
    }
    if (step instanceof Directive.TraceDump) {
      return expected.getClass() == actual.getClass();
    }
    return comparable(step, asRead(expected)).equals(comparable(step, asRead(actual)));
  }

  /// A line without anything on it is written, and read back, as a block without lines.
  private static Outcome asRead(Outcome outcome) {
    return outcome.equals(Outcome.of("")) ? Outcome.of(List.of()) : outcome;
  }

  /// Whether a part of an outcome is left out when it is compared.
  public static boolean isMasked(Step step, Outcome outcome) {
    return !comparable(step, outcome).equals(outcome);
  }

  /// The outcome with everything masked that is not compared.
  static Outcome comparable(Step step, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Block(List<String> lines) when step instanceof Directive.Proc ->
          Outcome.of(lines.stream().map(l -> LRU_TIME.matcher(l).replaceFirst("$1TIME")).toList());
      case Outcome.Block _, Outcome.Line _, Outcome.NotRecorded _ -> outcome;
    };
  }

  /// A line of `ls` with the time in a grave's name written as `TTTTTTTT`.
  ///
  /// @param line below the graveyard directory
  public static String maskGrave(String line) {
    return GRAVE.matcher(line).replaceFirst("$1TTTTTTTT$2");
  }
}
