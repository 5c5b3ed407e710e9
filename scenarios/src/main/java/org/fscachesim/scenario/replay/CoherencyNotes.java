package org.fscachesim.scenario.replay;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// What a recording shows of the versions of files on a 9p server: the coherency data of their
/// cookies, in `/proc/fs/fscache/cookies` and in the attributes of cache files.
final class CoherencyNotes {
  // Key and coherency data of a cookie, as proc prints them.
  private static final Pattern COOKIE = Pattern.compile("([0-9a-f]{16}), ([0-9a-f]{8})$");
  // A cache file whose name is a key of two words, and the size and coherency data that it has.
  private static final Pattern CACHE_FILE =
      Pattern.compile(
          "^ *T([0-9a-f]+),([0-9a-f]*) mode=.* xattr=([0-9a-f]{16})[0-9a-f]{20}([0-9a-f]{8})$");

  private CoherencyNotes() {}

  /// One of them.
  ///
  /// @param line of the step that shows it
  /// @param qidPath the file
  /// @param version the number that the server gave to the state of the file
  /// @param size bytes, where it is shown
  record Note(int line, long qidPath, int version, Optional<Long> size) {}

  /// All that the outcomes of some steps show, in their order.
  static List<Note> in(List<TranscriptStep> steps) {
    List<Note> notes = new ArrayList<>();
    for (TranscriptStep step : steps) {
      boolean shown = step.step() instanceof Directive.Ls || step.step() instanceof Directive.Proc;
      if (shown && step.expected() instanceof Outcome.Block(List<String> lines)) {
        lines.forEach(line -> parse(step.line(), line).ifPresent(notes::add));
      }
    }
    return notes;
  }

  private static Optional<Note> parse(int at, String line) {
    Matcher cookie = COOKIE.matcher(line);
    if (cookie.find()) {
      long path = Long.reverseBytes(HexFormat.fromHexDigitsToLong(cookie.group(1)));
      return Optional.of(new Note(at, path, version(cookie.group(2)), Optional.empty()));
    }
    Matcher file = CACHE_FILE.matcher(line);
    if (file.matches()) {
      String high = file.group(2);
      long path =
          HexFormat.fromHexDigitsToLong(file.group(1))
              | (high.isEmpty() ? 0 : HexFormat.fromHexDigitsToLong(high)) << 32;
      long size = HexFormat.fromHexDigitsToLong(file.group(3));
      return Optional.of(new Note(at, path, version(file.group(4)), Optional.of(size)));
    }
    return Optional.empty();
  }

  private static int version(String hex) {
    return Integer.reverseBytes(HexFormat.fromHexDigits(hex));
  }
}
