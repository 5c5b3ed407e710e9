package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.fscachesim.scenario.script.UnsupportedStep;

/// A command that the user gave.
final class ShellCommand {
  private ShellCommand() {}

  /// Runs it with the shell, to its end.
  ///
  /// @throws UnsupportedStep when it fails, with what it said
  static void run(String command) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new UnsupportedStep(
            "'%s' ended with %d: %s".formatted(command, status, said.strip().replace("\n", "; ")));
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UnsupportedStep("interrupted");
    }
  }
}
