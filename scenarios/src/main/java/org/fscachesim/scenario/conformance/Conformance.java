package org.fscachesim.scenario.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.replay.Replay;
import org.fscachesim.scenario.replay.ReplayListener;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;

/// Replays every recording on the simulated machine, each on the kernel that it was made on, and
/// counts what came out.
public final class Conformance {
  private static final String SUFFIX = ".transcript";

  // By directory, in the order of their names.
  private final Map<String, Tally> kernels = new LinkedHashMap<>();

  private Conformance() {}

  /// Replays all transcripts below some directories.
  ///
  /// @throws TranscriptSyntaxException when one is not a transcript
  /// @throws IOException when one cannot be read, or was recorded on a kernel that is not modelled
  public static Conformance of(List<Path> directories)
      throws IOException, TranscriptSyntaxException {
    List<Path> files = new ArrayList<>();
    for (Path directory : directories) {
      try (Stream<Path> walk = Files.walk(directory)) {
        walk.filter(p -> p.toString().endsWith(SUFFIX)).sorted().forEach(files::add);
      }
    }
    Conformance conformance = new Conformance();
    for (Path file : files) {
      conformance.replay(file.toAbsolutePath().normalize());
    }
    return conformance;
  }

  private void replay(Path file) throws IOException, TranscriptSyntaxException {
    Transcript transcript = Transcript.read(file);
    String release = transcript.header().kernel();
    KernelVersion version =
        KernelVersion.byName(release)
            .orElseThrow(() -> new IOException(file + ": kernel " + release + " is not modelled"));
    String name = file.getName(file.getNameCount() - 1).toString();
    String kernel =
        Optional.ofNullable(file.getParent()).map(p -> p.getFileName().toString()).orElse("");
    kernels
        .computeIfAbsent(kernel, _ -> new Tally(version))
        .add(
            kernel + "/" + name.substring(0, name.length() - SUFFIX.length()),
            new Replay(WorldStage.inMemory(), false)
                .run(transcript, version, GuestFiles.beside(file), ReplayListener.NONE));
  }

  Map<String, Tally> kernels() {
    return kernels;
  }

  /// What is not as it was recorded, one line each: differences, warnings of the kernel, violated
  /// invariants, and cases that broke off. Empty when all is well.
  public List<String> surprises() {
    List<String> lines = new ArrayList<>();
    for (Tally tally : kernels.values()) {
      tally.differences().forEach(d -> lines.add(d.recording() + ":" + d.line() + " differs"));
      tally.broken().forEach(b -> lines.add(b + " broke off"));
      if (tally.warnings() > 0) {
        lines.add(tally.warnings() + " warnings of kernel " + tally.version());
      }
      if (tally.violations() > 0) {
        lines.add(tally.violations() + " violated invariants of kernel " + tally.version());
      }
    }
    return lines;
  }

  /// Whether there was anything to replay.
  public boolean isEmpty() {
    return kernels.isEmpty();
  }
}
