package org.fscachesim.scenario.transcript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A recorded case.
///
/// @param file where it came from, for messages
public record Transcript(String file, Header header, List<TranscriptStep> steps) {
  public Transcript {
    steps = List.copyOf(steps);
  }

  /// Reads a transcript from a file.
  ///
  /// @throws TranscriptSyntaxException when it is not complete and correct
  public static Transcript read(Path file) throws IOException, TranscriptSyntaxException {
    return parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  /// Takes the text of a transcript apart.
  ///
  /// @param file a name for messages
  /// @param text one character a byte
  /// @throws TranscriptSyntaxException when it is not complete and correct
  public static Transcript parse(String file, String text) throws TranscriptSyntaxException {
    return new TranscriptParser(file).parse(text);
  }
}
