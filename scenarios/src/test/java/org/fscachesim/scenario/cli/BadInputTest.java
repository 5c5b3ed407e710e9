package org.fscachesim.scenario.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.ExitCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bad input of any kind gets its exit code, and one line that says what is wrong and where.
final class BadInputTest {
  private static final String HEAD = "#! kernel 6.12.117  cache-fs ext4\n";
  private static final String END = "#! end\n";

  // Where things are in an EROFS image, in bytes.
  private static final int SUPER_BLOCK = 1024;
  private static final int COMPATIBLE_FEATURES = SUPER_BLOCK + 8;
  private static final int INCOMPATIBLE_FEATURES = SUPER_BLOCK + 80;

  @TempDir private Path directory;

  private record Ran(int code, List<String> out, List<String> err) {
    /// The only line that complains.
    String complaint() {
      assertEquals(1, err.size(), toString());
      return err.get(0);
    }
  }

  private static Ran run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        FscacheSim.commandLine(new PrintWriter(out, true), new PrintWriter(err, true), false)
            .execute(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    return new Ran(code, out.toString().lines().toList(), err.toString().lines().toList());
  }

  private Path transcript(String text) throws Exception {
    return Files.writeString(directory.resolve("case.transcript"), text);
  }

  /// What is said about a transcript: on the first line, with the file's name.
  private static void unreadable(Path file, int line, String says) {
    Ran ran = run("replay", file);
    assertEquals(ExitCode.USAGE, ran.code(), ran.toString());
    assertEquals(3, ran.out().size(), ran.toString());
    assertTrue(ran.out().get(0).contains(file + ":" + line + ": "), ran.toString());
    assertTrue(ran.out().get(0).contains(says), ran.toString());
    assertEquals(List.of("1 unreadable", "0 passed, 1 failed"), ran.out().subList(1, 3));
    assertEquals(List.of(), ran.err());
  }

  @ParameterizedTest
  @CsvSource({
    "jump => ok, 'jump'",
    "d: jump => ok, 'jump'",
    "sleep soon => ok, 'soon'",
    "d: open => ok, expected",
    "d: poll dev -1 => none, '-1'",
    "d: copen m 99999999999999999999 dev => 1, '99999999999999999999'",
    "remountfs sideways => ok, 'sideways'",
    "sync, expected"
  })
  void aStepThatIsNoneIsNamedWithItsLine(String step, String says) throws Exception {
    unreadable(transcript(HEAD + "sync => ok\n" + step + "\n" + END), 3, says);
  }

  @Test
  void anUnknownHeaderIsNamedWithItsLine() throws Exception {
    unreadable(transcript(HEAD + "#! colour blue\nsync => ok\n" + END), 2, "colour");
  }

  @Test
  void aTranscriptThatWasCutOffIsNotReplayed() throws Exception {
    unreadable(transcript(HEAD + "sync => ok\n"), 2, "#! end");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Ran ran = run("replay", directory.resolve("none.transcript"));
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.err().get(0).contains(directory.resolve("none.transcript").toString()));
  }

  @Test
  void whatIsNotModelledIsNeitherPassedNorFailed() throws Exception {
    Path file = transcript(HEAD.replace("ext4", "xfs") + "sync => ok\n" + END);
    Ran ran = run("replay", file);
    assertEquals(ExitCode.UNDECIDED, ran.code(), ran.toString());
    assertTrue(ran.out().get(1).contains("xfs"), ran.toString());
  }

  @Test
  void aWrongExpectationFailsAtItsLine() throws Exception {
    Path file = transcript(HEAD + "sync => ok\nd: open dev => ENOENT\n" + END);
    Ran ran = run("replay", file);
    assertEquals(ExitCode.VIOLATED, ran.code(), ran.toString());
    assertTrue(ran.out().get(1).contains(file + ":3: d: open dev"), ran.toString());
  }

  @Test
  void aStoreThatIsNotEmptyIsLeftAlone() throws Exception {
    Path file = transcript(HEAD + "sync => ok\n" + END);
    Path store = directory.resolve("store");
    Path used = store.resolve(directory.getFileName()).resolve("case.transcript");
    Files.createDirectories(used);
    Files.writeString(used.resolve("precious"), "data");
    Ran ran = run("replay", "--store", store, file);
    assertEquals(ExitCode.UNDECIDED, ran.code(), ran.toString());
    assertTrue(ran.out().get(1).contains(used + " is not empty"), ran.toString());
    assertEquals("data", Files.readString(used.resolve("precious")));
  }

  @Test
  void aStoreThatCannotHoldACacheIsNamedWithWhatItLacks() throws Exception {
    Path proc = Path.of("/proc/self/task");
    Assumptions.assumeTrue(Files.isDirectory(proc), "there is no /proc, which takes no files");
    Ran ran = run("replay", "--store", proc, transcript(HEAD + "sync => ok\n" + END));
    assertEquals(ExitCode.UNDECIDED, ran.code(), ran.toString());
    assertTrue(ran.out().get(1).contains(proc.toString()), ran.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "explore nonsense, 'nonsense'",
    "explore, Which scenario?",
    "explore mount-read-while-daemon-closes --schedules 0, --schedules",
    "explore mount-read-while-daemon-closes --profile 9.9, '9.9'",
    "explore mount-read-while-daemon-closes --seed x, 'x'",
    "demo --workers 0, workers",
    "demo --readers 65, readers",
    "demo --limit 0, --limit",
    "demo --profile 9.9, '9.9'",
    "demo --image /no/such.img, '/no/such.img'",
    "replay --profile 9.9 ., '9.9'"
  })
  void aBadArgumentIsNamed(String line, String says) {
    Ran ran = run((Object[]) line.split(" ", -1));
    assertEquals(ExitCode.USAGE, ran.code(), ran.toString());
    assertTrue(ran.err().get(0).startsWith("fscache-sim: "), ran.toString());
    assertTrue(ran.err().get(0).contains(says), ran.toString());
    assertEquals(List.of(), ran.out());
  }

  private Path image(byte[] bytes) throws Exception {
    return Files.write(directory.resolve("mine.img"), bytes);
  }

  private static void refused(Path image, String says) {
    Ran ran = run("demo", "--quiet", "--image", image);
    assertEquals(ExitCode.USAGE, ran.code(), ran.toString());
    assertTrue(ran.complaint().startsWith("fscache-sim: " + image + ": "), ran.toString());
    assertTrue(ran.complaint().contains(says), ran.toString());
  }

  @Test
  void anImageThatWasCutOffIsRefused() throws Exception {
    byte[] whole = BundledImages.bytes("plain.img");
    refused(image(Arrays.copyOf(whole, whole.length / 2)), "truncated");
  }

  @Test
  void anImageThatIsCompressedIsRefused() throws Exception {
    byte[] bytes = BundledImages.bytes("plain.img");
    bytes[INCOMPATIBLE_FEATURES] = (byte) (bytes[INCOMPATIBLE_FEATURES] | 2);
    // Without its checksum, which would not be right any more.
    bytes[COMPATIBLE_FEATURES] = (byte) (bytes[COMPATIBLE_FEATURES] & ~1);
    refused(image(bytes), "compress");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 8192})
  void whatIsNoErofsIsRefused(int size) throws Exception {
    refused(image(new byte[size]), "");
  }

  @Test
  void aRunNeedsAScriptThatCanBeReadAndADiskThatHoldsSomething() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "daemon dance\n");
    Ran unknown = run("run", "--script", script, "--", "true");
    assertEquals(ExitCode.USAGE, unknown.code(), unknown.toString());
    assertTrue(unknown.err().getFirst().contains(script + ":1: "), unknown.toString());
    assertTrue(unknown.err().getFirst().contains("start, kill, ready"), unknown.toString());

    Files.writeString(script, "crc /img/nothing.img\n");
    Ran image = run("run", "--script", script, "--images", directory, "--", "sleep", "60");
    assertEquals(ExitCode.UNDECIDED, image.code(), image.toString());
    assertTrue(image.err().getFirst().contains("/img/nothing.img"), image.toString());

    for (String disk : List.of("12", "much", "-1", "9999999999G")) {
      Ran ran = run("run", "--disk", disk, "--", "true");
      assertEquals(ExitCode.USAGE, ran.code(), ran.toString());
      assertTrue(ran.err().getFirst().contains("--disk"), ran.toString());
    }
    Ran server = run("run", "--server", directory.resolve("none"), "--", "true");
    assertEquals(ExitCode.USAGE, server.code(), server.toString());
  }
}
