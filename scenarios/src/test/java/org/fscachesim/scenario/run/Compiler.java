package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compiles the daemons that the tests run, with the C compiler of this machine. Without one the
/// test is skipped, and says so.
final class Compiler {
  private Compiler() {}

  /// @param name of a file of the resource directory `daemons`, without `.c`
  /// @return the program, in `directory`
  static Path compile(Path directory, String name, String... options)
      throws IOException, InterruptedException {
    assumeTrue(exists(), "there is no C compiler on this machine: no program 'cc'");
    Path source = directory.resolve(name + ".c");
    try (InputStream in = Compiler.class.getResourceAsStream("/daemons/" + name + ".c")) {
      if (in == null) {
        throw new IllegalArgumentException("no daemon is called " + name);
      }
      Files.copy(in, source);
    }
    Path program = directory.resolve(name);
    List<String> command = new ArrayList<>(List.of("cc", "-O1", "-Wall", "-Werror", "-pthread"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString(), source.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return program;
  }

  private static boolean exists() {
    return Path.of("/usr/bin/cc").toFile().canExecute();
  }
}
