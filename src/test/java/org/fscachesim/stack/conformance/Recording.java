package org.fscachesim.stack.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.replay.Replay;
import org.fscachesim.scenario.replay.ReplayListener;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.StageFactory;
import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.OutcomeDiff;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;

/// A recorded case of a real kernel.
///
/// @param name directory and case, as in `6.12.117/od-restore`
record Recording(String name, Path file) {
  static final Path ORACLE = Path.of("resources", "oracle");
  private static final String SUFFIX = ".transcript";

  /// All of them, by name.
  static List<Recording> all() throws IOException {
    try (Stream<Path> walk = Files.walk(ORACLE)) {
      return walk.filter(p -> p.toString().endsWith(SUFFIX)).sorted().map(Recording::of).toList();
    }
  }

  /// One of them.
  static Recording of(String name) {
    return of(ORACLE.resolve(name + SUFFIX));
  }

  private static Recording of(Path file) {
    String path = ORACLE.relativize(file).toString().replace('\\', '/');
    return new Recording(path.substring(0, path.length() - SUFFIX.length()), file);
  }

  /// The case without its directory.
  String caseName() {
    return name.substring(name.indexOf('/') + 1);
  }

  Transcript transcript() throws IOException, TranscriptSyntaxException {
    return Transcript.read(file);
  }

  /// Replays the case on the kernel that it was recorded on.
  ReplayResult replay(StageFactory stages, boolean live)
      throws IOException, TranscriptSyntaxException {
    return replay(transcript(), stages, live);
  }

  /// Replays other steps in place of the recorded ones.
  ReplayResult replay(Transcript transcript, StageFactory stages, boolean live) {
    KernelVersion version = KernelVersion.byName(transcript.header().kernel()).orElseThrow();
    return new Replay(stages, live)
        .run(transcript, version, GuestFiles.beside(file), ReplayListener.NONE);
  }

  /// The lines of the steps whose outcome is another one than was recorded.
  static List<Integer> differingLines(ReplayResult result) {
    return result.differences().stream().map(d -> d.step().line()).toList();
  }

  /// All that a person has to know about a replay that did not pass.
  static String describe(ReplayResult result) {
    String differences =
        result.differences().stream().map(Recording::describe).collect(Collectors.joining());
    return result.end()
        + " after "
        + result.results().size()
        + " steps"
        + differences
        + result.warnings().stream().map(w -> "\nwarning: " + w).collect(Collectors.joining())
        + result.violations().stream().map(v -> "\n" + v).collect(Collectors.joining());
  }

  private static String describe(StepResult difference) {
    TranscriptStep step = difference.step();
    return "\nline "
        + step.line()
        + ": "
        + StepPrinter.print(step.step())
        + "\n  "
        + String.join("\n  ", OutcomeDiff.lines(step.step(), step.expected(), difference.actual()));
  }

  @Override
  public String toString() {
    return name;
  }
}
