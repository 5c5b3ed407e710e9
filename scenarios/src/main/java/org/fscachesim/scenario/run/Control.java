package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// One command to a run.
///
/// @param usage its name and arguments; an argument in brackets may be left out, and the last may
///   stand for several when it ends in `...`
/// @param action what it does
record Control(String usage, Action action) {

  /// What a command does.
  @FunctionalInterface
  interface Action {
    /// @param words its arguments
    /// @param out for what is no text; everything else is returned
    /// @return a text, a list of lines, or a map of properties; null when it gives nothing but what
    ///   went to `out`
    /// @throws UsageException when the arguments are no good
    @Nullable Object run(List<String> words, OutputStream out) throws ErrnoException, IOException;
  }

  /// Arguments that are no good.
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  String name() {
    return parts()[0];
  }

  private String[] parts() {
    return usage.split(" ");
  }

  /// Whether so many arguments can be right.
  boolean takes(int count) {
    String[] parts = parts();
    int least = 0;
    for (int i = 1; i < parts.length; i++) {
      least += parts[i].startsWith("[") ? 0 : 1;
    }
    boolean any = parts[parts.length - 1].contains("...");
    return count >= least && (any || count < parts.length);
  }

  /// The number or size in an argument.
  static long number(String word) {
    try {
      return ByteSize.parse(word);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
