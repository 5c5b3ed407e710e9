package org.fscachesim.scenario.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.fscachesim.scenario.cli.FscacheSim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The simulator itself is killed.
final class CrashTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temporary;

  private static boolean lives(Path numberFile) throws Exception {
    return ProcessHandle.of(Long.parseLong(Files.readString(numberFile).strip()))
        .map(ProcessHandle::isAlive)
        .orElse(false);
  }

  @Test
  void noProcessOfTheDaemonOutlivesTheSimulator() throws Exception {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    // One sleeps; the other, which nobody descends from any more, is blocked in a call on the
    // device.
    String daemon =
        "(setsid sh -c 'exec 3<>/dev/cachefiles; echo $$ >"
            + second
            + "; while :; do read -r x <&3; done' &); echo $$ >"
            + first
            + "; exec sleep 600";
    Process simulator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FscacheSim.class.getName(),
                "run",
                "--",
                "sh",
                "-c",
                daemon)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(temporary.resolve("said").toFile())
            .start();
    try {
      for (Path file : List.of(first, second)) {
        await().atMost(LIMIT).until(() -> Files.exists(file) && Files.size(file) > 0);
        assertTrue(lives(file), Files.readString(temporary.resolve("said")));
      }
    } finally {
      simulator.destroyForcibly();
    }
    await().atMost(LIMIT).until(() -> !lives(first) && !lives(second));
  }
}
