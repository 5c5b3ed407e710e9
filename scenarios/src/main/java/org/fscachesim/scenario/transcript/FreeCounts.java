package org.fscachesim.scenario.transcript;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.store.StatFs;

/// The outcome of `statfs` as numbers, and back.
public final class FreeCounts {
  static final String FORM = "bsize=N blocks=N bfree=N bavail=N files=N ffree=N";

  private static final Pattern PATTERN =
      Pattern.compile(FORM.replace("=N", "=([0-9]{1,18})").replace(" ", " +"));

  private FreeCounts() {}

  /// The numbers of an outcome; nothing when it has another form, or the numbers contradict each
  /// other.
  public static Optional<StatFs> parse(Outcome outcome) {
    if (!(outcome instanceof Outcome.Line(String text))) {
      return Optional.empty();
    }
    Matcher m = PATTERN.matcher(text);
    if (!m.matches() || Long.parseLong(m.group(1)) > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new StatFs(
              Integer.parseInt(m.group(1)),
              Long.parseLong(m.group(2)),
              Long.parseLong(m.group(3)),
              Long.parseLong(m.group(4)),
              Long.parseLong(m.group(5)),
              Long.parseLong(m.group(6))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The outcome with these numbers.
  public static Outcome print(StatFs s) {
    return Outcome.of(
        "bsize=%d blocks=%d bfree=%d bavail=%d files=%d ffree=%d"
            .formatted(s.bsize(), s.blocks(), s.bfree(), s.bavail(), s.files(), s.ffree()));
  }
}
