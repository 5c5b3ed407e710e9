package org.fscachesim.scenario.run;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The daemons that the tests run: sources of the resource directory `daemons`, each compiled once,
/// for all tests of this JVM. A test whose compiler is not there is skipped, and says so.
final class Programs {
  private static final String HEADER = "daemon.h";

  private static final Map<List<String>, Path> COMPILED = new ConcurrentHashMap<>();

  private Programs() {}

  /// A program.
  ///
  /// @param name of its source, without the suffix
  static Path get(Toolchain toolchain, String name, String... options) {
    assumeTrue(toolchain.program().isPresent(), toolchain.absence());
    List<String> key = new ArrayList<>(List.of(toolchain.name(), name));
    key.addAll(List.of(options));
    return COMPILED.computeIfAbsent(key, _ -> compile(toolchain, name, options));
  }

  private static Path compile(Toolchain toolchain, String name, String... options) {
    try {
      Path directory = Files.createTempDirectory("fscache-sim-programs-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      // Also for those who are not root.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path source = copy(directory, name + toolchain.suffix());
      copy(directory, HEADER);
      Path program = directory.resolve(name);
      toolchain.compile(source, program, options);
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name, e);
    }
  }

  private static Path copy(Path directory, String file) throws IOException {
    Path to = directory.resolve(file);
    try (InputStream in = Programs.class.getResourceAsStream("/daemons/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no daemon is called " + file);
      }
      Files.copy(in, to);
    }
    return to;
  }

  static void delete(Path directory) {
    try {
      MoreFiles.deleteRecursively(directory, ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
