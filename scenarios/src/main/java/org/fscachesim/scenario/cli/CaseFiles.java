package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Transcripts and scripts, by what a user calls them.
final class CaseFiles {
  /// What names of transcripts end with.
  static final String SUFFIX = ".transcript";

  /// The launcher says where the recordings are that come with the program.
  private static final String HOME = "fscachesim.home";

  /// Where a name without a directory is looked for: all have the same scripts.
  private static final String NEWEST = "6.12.117";

  private CaseFiles() {}

  private static Path bundled() {
    return Path.of(Optional.ofNullable(System.getProperty(HOME)).orElse(""))
        .resolve(Path.of("src", "test", "resources", "oracle"));
  }

  /// What a name stands for: a file; the transcripts in a directory, sorted; or the same of what
  /// comes with the program, as `od-mount-read`, `6.1.192/od-mount-read` or `6.1.192`.
  ///
  /// @return nothing when there is no such thing
  static Optional<List<Path>> find(String name) throws IOException {
    Path given;
    try {
      given = Path.of(name);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
    Path home = bundled();
    for (Path path :
        List.of(
            given,
            home.resolve(NEWEST).resolve(name + SUFFIX),
            home.resolve(name + SUFFIX),
            home.resolve(name))) {
      if (Files.isDirectory(path)) {
        return Optional.of(transcripts(path));
      }
      if (Files.exists(path)) {
        return Optional.of(List.of(path));
      }
    }
    return Optional.empty();
  }

  /// The transcripts below a directory, sorted.
  static List<Path> transcripts(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(p -> p.toString().endsWith(SUFFIX) && Files.isRegularFile(p))
          .sorted()
          .toList();
    }
  }

  /// A complaint about a name that stands for nothing.
  static String unknown(String name) {
    return "No such case: '" + name + "' is no file, no directory, and no case in " + bundled();
  }

  /// The name of a file without its ending.
  static String caseName(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
