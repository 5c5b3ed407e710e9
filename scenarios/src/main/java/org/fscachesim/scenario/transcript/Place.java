package org.fscachesim.scenario.transcript;

/// A line of a file, to complain about.
///
/// @param text the whole line, for what is missing rather than wrong
record Place(String file, int line, String text) {

  TranscriptSyntaxException error(String offending, String expected) {
    return new TranscriptSyntaxException(file, line, offending, expected);
  }

  TranscriptSyntaxException missing(String expected) {
    return error(text.strip(), expected);
  }
}
