package org.fscachesim.scenario.transcript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A recorded case; or a script, whose steps have no outcomes yet.
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
    return new TranscriptParser(file, false).parse(text);
  }

  /// Reads a transcript, or a script, from a file.
  ///
  /// @throws TranscriptSyntaxException when it is neither
  public static Transcript readScript(Path file) throws IOException, TranscriptSyntaxException {
    return parseScript(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  /// Takes the text of a transcript, or of a script, apart. A text with a line `#! kernel` claims
  /// to be recorded, and is read as by [#parse]; in one without, each outcome may be missing, and
  /// the last line `#! end`.
  ///
  /// @throws TranscriptSyntaxException when it is neither
  public static Transcript parseScript(String file, String text) throws TranscriptSyntaxException {
    return new TranscriptParser(file, !TranscriptParser.namesKernel(text)).parse(text);
  }

  /// The whole text, ending with a line feed, in the canonical form of [StepPrinter]. Of the
  /// comments there are those before the first step.
  public String print() {
    StringBuilder text = new StringBuilder();
    for (ServerFile f : header.serverFiles()) {
      text.append(
          "#! server-file %s qid.path=%d mtime=%d size=%d\n"
              .formatted(f.name(), f.qidPath(), f.mtimeSeconds(), f.size()));
    }
    if (header.isRecorded()) {
      text.append("#! kernel %s  cache-fs %s\n".formatted(header.kernel(), header.cacheFs()));
    }
    if (header.diskMebibytes() != Header.DISK_MEBIBYTES) {
      text.append("#! disk-mb %d\n".formatted(header.diskMebibytes()));
    }
    header.about().lines().forEach(line -> text.append("# ").append(line).append('\n'));
    for (TranscriptStep step : steps) {
      text.append(StepPrinter.print(step)).append('\n');
    }
    return text.append("#! end\n").toString();
  }
}
