package org.fscachesim.scenario.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.fscachesim.scenario.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FscacheSimTest {
  @TempDir private Path directory;

  /// What a command line printed and its exit code.
  private record Ran(int code, String out, String err) {}

  private static Ran run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        FscacheSim.commandLine(new PrintWriter(out, true), new PrintWriter(err, true), false)
            .execute(args);
    return new Ran(code, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "replay --help"})
  void helpNamesTheExitCodes(String line) {
    Ran ran = run(line.split(" ", -1));
    assertEquals(0, ran.code());
    assertTrue(ran.out().contains("Exit codes:"), ran.out());
    assertTrue(ran.out().contains("an expectation was violated"), ran.out());
  }

  @Test
  void theVersionIsTheBuilds() {
    Ran ran = run("--version");
    assertEquals(0, ran.code());
    assertTrue(ran.out().startsWith("fscache-sim 0."), ran.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "replay",
        "replay --profile 9.9 .",
        "replay --nonsense .",
        "replay /no/such/file"
      })
  void wrongArgumentsAreUsageErrorsOnStderr(String line) {
    Ran ran = run(line.isEmpty() ? new String[0] : line.split(" ", -1));
    assertEquals(ExitCode.USAGE, ran.code());
    assertFalse(ran.err().isEmpty());
    assertEquals("", ran.out());
  }

  @Test
  void aDirectoryWithoutTranscriptsHasNothingToRun() {
    Ran ran = run("replay", directory.toString());
    assertEquals(ExitCode.NOTHING_RAN, ran.code());
    assertEquals("0 passed, 0 failed\n", ran.out());
  }

  @Test
  void anImageThatMayNotBeReadIsNamedInOneLine() throws Exception {
    Path file = Files.createFile(directory.resolve("secret.img"));
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "root may read everything");
    Ran ran = run("demo", "--image", file.toString());
    assertEquals(ExitCode.USAGE, ran.code());
    assertEquals("fscache-sim: " + file + ": permission denied\n", ran.err());
  }

  @Test
  void aTranscriptThatCannotBeReadIsNamedWithItsLine() throws Exception {
    Path file = directory.resolve("bad.transcript");
    Files.writeString(file, "#! kernel 6.1.192  cache-fs ext4\njump => ok\n#! end\n");
    Ran ran = run("replay", directory.toString());
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.out().contains(file + ":2: 'jump': expected"), ran.out());
    assertTrue(ran.out().endsWith("\n1 unreadable\n0 passed, 1 failed\n"), ran.out());
  }

  @Test
  void aKernelThatIsNotModelledNeedsAProfile() throws Exception {
    Path file = directory.resolve("other.transcript");
    Files.writeString(file, "#! kernel 4.4  cache-fs ext4\nsync => ok\n#! end\n");
    Ran ran = run("replay", file.toString());
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.out().contains("kernel '4.4' is not modelled: give --profile"), ran.out());
  }
}
