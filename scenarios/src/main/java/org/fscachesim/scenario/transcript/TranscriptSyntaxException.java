package org.fscachesim.scenario.transcript;

/// A transcript cannot be understood: where, what stands there, and what would have been right.
public final class TranscriptSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final String offending;
  private final String expected;

  TranscriptSyntaxException(String file, int line, String offending, String expected) {
    super(file + ":" + line + ": '" + shorten(offending) + "': expected " + expected);
    this.file = file;
    this.line = line;
    this.offending = offending;
    this.expected = expected;
  }

  /// The file's name, as it was given to the parser.
  public String file() {
    return file;
  }

  /// The line, counted from 1.
  public int line() {
    return line;
  }

  /// The text that is wrong; the whole line when something is missing at its end.
  public String offending() {
    return offending;
  }

  /// What should stand there.
  public String expected() {
    return expected;
  }

  private static String shorten(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
  }
}
