package org.fscachesim.devnode.external;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// Sees to it that no process of a daemon outlives this JVM, however that ends.
///
/// A process of its own: a shell that reads from a pipe. When the other end goes without a word, it
/// kills all that were started with the mark of the daemon, and removes the daemon's directory.
/// Signals that a terminal sends to all do not end it.
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      read -r done && exit
      for round in 1 2 3 4 5 6 7 8 9 10; do
        found=
        for environment in /proc/[0-9]*/environ; do
          if tr '\\0' '\\n' 2>/dev/null < "$environment" | grep -qxF "$1"; then
            process=${environment#/proc/}
            kill -KILL "${process%/environ}" 2>/dev/null && found=1
          fi
        done
        [ -n "$found" ] || break
      done
      rm -rf "$2"
      """;

  private final Process shell;

  /// @param mark a variable and its value, which all processes of the daemon have
  /// @param directory removed at the end
  Watchdog(String mark, Path directory) throws IOException {
    shell =
        new ProcessBuilder(
                "/bin/sh", "-c", SCRIPT, "fscache-sim-watchdog", mark, directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /// Nothing is left to do.
  @Override
  public void close() {
    try (OutputStream pipe = shell.getOutputStream()) {
      pipe.write('\n');
    } catch (IOException e) {
      // It has ended already.
    }
  }
}
