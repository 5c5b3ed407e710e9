package org.fscachesim.stack.exploration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A seed means the same runs, to the last byte of their traces, wherever and with whatever a JVM
/// is started.
final class SameInEveryJvmTest {
  private static final long LIMIT_SECONDS = 240;
  private static String here = "";

  @TempDir private Path temporary = Path.of(".");

  /// How a JVM is started.
  record Jvm(String what, int jobs, List<String> flags) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Jvm> jvms() {
    return List.of(
        new Jvm(
            "another collector, heap, locale, charset and time zone; identity hashes count",
            2,
            List.of(
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                "-XX:+UseParallelGC",
                "-Xmx512m",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=3",
                "-Dfile.encoding=US-ASCII",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kolkata")),
        new Jvm(
            "tasks are virtual threads; identity hashes are all equal; Arabic digits",
            1,
            List.of(
                "-XX:+UseSerialGC",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Duser.timezone=America/St_Johns")));
  }

  @BeforeAll
  static void runHere() {
    here = EveryRun.print(1);
  }

  @Test
  void theNumberOfJobsChangesNothing() {
    assertSame(here, EveryRun.print(2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jvms")
  void anotherJvmTracesTheSameBytes(Jvm jvm) throws Exception {
    Path out = temporary.resolve("out");
    Path said = temporary.resolve("said");
    Process process =
        new ProcessBuilder(EveryRunMain.command(jvm.flags(), jvm.jobs(), out))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
      assertEquals(0, process.exitValue(), () -> read(said));
    } finally {
      process.destroyForcibly();
    }
    assertSame(here, read(out));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Says where two long texts part.
  private static void assertSame(String expected, String actual) {
    if (expected.equals(actual)) {
      return;
    }
    List<String> a = expected.lines().toList();
    List<String> b = actual.lines().toList();
    List<String> last = new ArrayList<>();
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (a.get(i).startsWith("===") || a.get(i).startsWith("run ")) {
        last.add(a.get(i));
      }
      assertEquals(a.get(i), b.get(i), "line " + (i + 1) + ", after " + last);
    }
    assertEquals(a.size(), b.size(), "lines");
  }
}
