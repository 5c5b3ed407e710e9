package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.junit.jupiter.api.Test;

/// The recorded transcripts are understood to the last word.
final class RecordedTranscriptsTest {
  static final Path ORACLE = Path.of("resources", "oracle");

  static List<Path> files() throws Exception {
    try (Stream<Path> walk = Files.walk(ORACLE)) {
      return walk.filter(p -> p.toString().endsWith(".transcript")).sorted().toList();
    }
  }

  @Test
  void everyTranscriptIsReadAndPrintsBackAsItStands() throws Exception {
    List<Path> files = files();
    assertEquals(252, files.size());
    List<String> changed = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      for (TranscriptStep step : Transcript.read(file).steps()) {
        String printed = StepPrinter.print(step);
        String there =
            String.join(
                "\n",
                lines.subList(step.line() - 1, step.line() - 1 + (int) printed.lines().count()));
        if (!printed.equals(there.replace("fill=0 ", "fill=00 "))) {
          changed.add(file + ":" + step.line() + ": " + printed);
        }
      }
    }
    // The recorded options have quotes and escapes that the canonical form does without.
    List<String> other = changed.stream().filter(l -> !l.contains("&: mount erofs")).toList();
    assertEquals(List.of(), other);
  }

  /// What the canonical form spells in another way: quotes and escapes that are not needed, a fill
  /// byte of one digit, and the usual size of the disk, which is left out.
  @Test
  void everyTranscriptIsWrittenAsItStandsButForItsSpelling() throws Exception {
    List<String> changed = new ArrayList<>();
    for (Path file : files()) {
      String there = Files.readString(file, StandardCharsets.ISO_8859_1);
      Transcript transcript = Transcript.read(file);
      String written = transcript.print();
      assertEquals(written, Transcript.parse(file.toString(), written).print());
      List<String> theirs = new ArrayList<>(there.lines().toList());
      theirs.remove("#! disk-mb 64");
      List<String> ours = written.lines().toList();
      assertEquals(theirs.size(), ours.size(), file.toString());
      for (int i = 0; i < ours.size(); i++) {
        String canonical = theirs.get(i).replace(" fill=0 =>", " fill=00 =>");
        if (!ours.get(i).equals(canonical) && !canonical.contains("&: mount erofs")) {
          changed.add(file + ": " + ours.get(i));
        }
      }
    }
    assertEquals(List.of(), changed);
  }

  @Test
  void quotesAndEscapesOfOptionsAreUndone() throws Exception {
    List<String> options = new ArrayList<>();
    for (TranscriptStep step :
        Transcript.read(ORACLE.resolve("6.12.117/od-names-05.transcript")).steps()) {
      if (step.step() instanceof ActorStep(_, _, Operation.Mount mount)) {
        options.add(mount.options());
      }
    }
    assertTrue(options.contains("fsid=\u0001\u0002\u0003"), options.toString());
    assertTrue(options.contains("fsid=caf\u00c3\u00a9"), options.toString());
  }
}
