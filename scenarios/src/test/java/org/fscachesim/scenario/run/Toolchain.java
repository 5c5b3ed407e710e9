package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What makes a program of a source, if this machine has it.
enum Toolchain {
  C("C", List.of("cc"), ".c", "-O1 -Wall -Wextra -Werror -pthread -o OUT IN"),
  STATIC_C(
      "static C",
      List.of("musl-gcc", "cc"),
      ".c",
      "-O1 -Wall -Wextra -Werror -pthread -static -o OUT IN"),
  RUST(
      "Rust",
      List.of("rustc", System.getProperty("user.home") + "/.cargo/bin/rustc"),
      ".rs",
      "--edition 2021 -D warnings -C opt-level=1 -C panic=abort -o OUT IN"),
  GO("Go", List.of("go"), ".go", "build -o OUT IN");

  private static final String MUSL = "x86_64-unknown-linux-musl";

  private final String title;
  private final ImmutableList<String> programs;
  private final String suffix;
  private final String arguments;

  Toolchain(String title, List<String> programs, String suffix, String arguments) {
    this.title = title;
    this.programs = ImmutableList.copyOf(programs);
    this.suffix = suffix;
    this.arguments = arguments;
  }

  /// What the names of its sources end with.
  String suffix() {
    return suffix;
  }

  /// The first of its programs that is on this machine.
  Optional<Path> program() {
    return programs.stream().flatMap(name -> find(name).stream()).findFirst();
  }

  static Optional<Path> find(String program) {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      Path path = Path.of(directory).resolve(program);
      if (Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /// Why nothing can be made with it here.
  String absence() {
    return title + ": no " + programs.get(0) + " on this machine";
  }

  @Override
  public String toString() {
    return title + program().map(p -> " (" + p.getFileName() + ")").orElse(" (not here)");
  }

  /// Makes a program.
  ///
  /// @param options further ones for the compiler
  /// @throws IOException with what the compiler says when it refuses
  void compile(Path source, Path program, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program().orElseThrow(() -> new IOException(absence())).toString());
    for (String argument : arguments.split(" ", -1)) {
      switch (argument) {
        case "OUT" -> command.add(program.toString());
        case "IN" -> command.add(source.toString());
        default -> command.add(argument);
      }
    }
    command.addAll(List.of(options));
    if (this == RUST && hasMusl(command.getFirst())) {
      command.addAll(List.of("--target", MUSL));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    if (this == GO) {
      // No network, no module, nothing written outside of the directory.
      builder
          .environment()
          .putAll(
              Map.of(
                  "GO111MODULE", "off",
                  "GOFLAGS", "",
                  "GOPROXY", "off",
                  "CGO_ENABLED", "0",
                  "GOCACHE", program.resolveSibling("go-cache").toString(),
                  "GOPATH", program.resolveSibling("go-path").toString()));
    }
    run(builder);
  }

  private static boolean hasMusl(String rustc) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(rustc, "--print", "target-libdir", "--target", MUSL);
    return Files.isDirectory(Path.of(run(builder).strip()));
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(said + "\n" + String.join(" ", builder.command()) + " gave " + code);
    }
    return said;
  }
}
