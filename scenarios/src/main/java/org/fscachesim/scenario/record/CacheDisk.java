package org.fscachesim.scenario.record;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fscachesim.scenario.script.UnsupportedStep;

/// A disk for the cache, as the bundled recordings had it: a file with an ext4 filesystem in it, of
/// blocks of 4096 bytes and without a journal. So as many blocks are free in it as were in theirs.
final class CacheDisk {
  private static final long PATIENCE_SECONDS = 60;

  private CacheDisk() {}

  /// The programs that are needed and not there.
  static List<String> missingPrograms() {
    return Stream.of("mkfs.ext4", "mount").filter(name -> find(name).isEmpty()).toList();
  }

  private static Optional<Path> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin", "/sbin"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Makes an empty disk and mounts it. It is gone when it is unmounted and the file deleted.
  ///
  /// @param file the disk's, made here
  /// @throws UnsupportedStep when that fails, with what the program says
  static void mount(Path file, int mebibytes, Path point) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength((long) mebibytes << 20);
    }
    run("mkfs.ext4", "-q", "-F", "-b", "4096", "-O", "^has_journal", file.toString());
    run("mount", "-o", "loop", file.toString(), point.toString());
  }

  private static void run(String program, String... arguments) throws IOException {
    Path executable =
        find(program)
            .orElseThrow(() -> new UnsupportedStep("the program " + program + " is not installed"));
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(executable.toString()), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new UnsupportedStep(program + " does not come to an end");
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UnsupportedStep("interrupted");
    }
    if (process.exitValue() != 0) {
      throw new UnsupportedStep(program + " failed: " + said.strip().replace("\n", "; "));
    }
  }
}
