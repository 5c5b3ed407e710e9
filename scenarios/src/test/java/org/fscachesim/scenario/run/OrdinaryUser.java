package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fscachesim.scenario.cli.FscacheSim;
import org.jspecify.annotations.Nullable;

/// The command line in a process of its own, of a user who is not root: of this one, or, when this
/// one is root, of a user without any rights.
final class OrdinaryUser implements AutoCloseable {
  /// A child that has ended, and that nobody has waited for.
  static final String ZOMBIE = "zombie";

  private static final int NOBODY = 65534;
  private static final String JUNIT = "junit";

  private final Path home;
  private final Path output;
  private final Path control;
  private @Nullable Process process;

  /// @param home a directory that this makes, and everybody may enter
  OrdinaryUser(Path home) throws IOException {
    this.home = Files.createDirectories(home);
    this.output = home.resolve("output");
    this.control = home.resolve("control");
    own(home);
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /// Gives something to that user.
  static void own(Path path) throws IOException {
    if (isRoot()) {
      Files.setAttribute(path, "unix:uid", NOBODY);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /// A directory of that user.
  Path directory(String name) throws IOException {
    Path directory = Files.createDirectories(home.resolve(name));
    own(directory);
    return directory;
  }

  /// Starts `fscache-sim run`.
  ///
  /// @param starter what starts the program, with its arguments; empty when nothing special does
  /// @param command the daemon and its arguments
  void run(List<String> starter, List<String> command) throws IOException {
    List<String> words = new ArrayList<>();
    if (isRoot()) {
      String setpriv = Toolchain.find("setpriv").map(Path::toString).orElse("");
      assumeTrue(!setpriv.isEmpty(), "another user: no setpriv on this machine");
      words.addAll(List.of(setpriv, "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    words.addAll(starter);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "-cp",
            classes(),
            FscacheSim.class.getName(),
            "run",
            "--control",
            control.toString()));
    words.add("--");
    words.addAll(command);
    process =
        new ProcessBuilder(words)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  /// What this JVM runs, where that user can read it.
  private String classes() throws IOException {
    if (!isRoot()) {
      return System.getProperty("java.class.path");
    }
    List<String> out = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.exists(path) && !path.getFileName().toString().contains(JUNIT)) {
        out.add(copy(path, home.resolve("classes-" + out.size())).toString());
      }
    }
    return String.join(File.pathSeparator, out);
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Path copy = from.equals(path) ? to : to.resolve(from.relativize(path).toString());
            try {
              Files.createLink(copy, path);
            } catch (IOException e) {
              // Another filesystem, or files that may not be linked.
              Files.copy(path, copy);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return to;
  }

  /// Does something by way of the control socket, as soon as that is there.
  ///
  /// @return what it prints, behind its exit code and a blank
  String ctl(String... words) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      try {
        int code = ControlClient.send(control, List.of(words), out);
        return code + " " + out.toString(UTF_8);
      } catch (SocketException e) {
        // It is not there yet, or nobody listens yet.
        awaitSocket(e);
      }
    }
  }

  /// Waits for a word in the log of the kernel.
  void awaitLog(String word) {
    await().atMost(Duration.ofSeconds(60)).until(() -> ctl("log").contains(word));
  }

  /// A file, as `ctl cat` gives it.
  byte[] cat(String path) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = ControlClient.send(control, List.of("cat", path), out);
    assertTrue(code == 0, () -> path + ": " + out.toString(UTF_8));
    return out.toByteArray();
  }

  private void awaitSocket(IOException e) throws IOException, InterruptedException {
    if (process == null || process.waitFor(20, TimeUnit.MILLISECONDS)) {
      throw new IOException("the run has ended: " + output(), e);
    }
  }

  /// Waits for the end of the run.
  ///
  /// @return its exit code
  int awaitEnd() throws InterruptedException, IOException {
    if (process == null || !process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IOException("the run does not end: " + output());
    }
    return process.exitValue();
  }

  /// The names of the programs whose parent is the run.
  List<String> children() {
    if (process == null) {
      return List.of();
    }
    return process
        .children()
        .map(child -> child.info().command().map(c -> c.replaceAll(".*/", "")).orElse(ZOMBIE))
        .toList();
  }

  /// What the run and its daemon have printed.
  String output() throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
