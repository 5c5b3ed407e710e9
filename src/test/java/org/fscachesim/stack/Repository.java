package org.fscachesim.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The project's files, as they lie on disk.
final class Repository {
  private static final Path ROOT = findRoot();
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", ".mvn");

  /// What a person writes and reads. Images and recordings are data, not text.
  private static final Set<String> TEXT =
      Set.of("java", "md", "xml", "c", "h", "js", "mjs", "sh", "py", "properties", "jsh", "yml");

  private Repository() {}

  static Path root() {
    return ROOT;
  }

  /// Every Java file, sorted by path.
  static List<Path> javaFiles() {
    return files(path -> path.toString().endsWith(".java"));
  }

  /// Every file that people write, sorted by path: sources, build files, documents, scripts.
  static List<Path> textFiles() {
    return files(Repository::isText);
  }

  /// The path below the root, with `/` between names.
  static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      return TEXT.contains(name.substring(dot + 1));
    }
    // Scripts without an extension; a licence is somebody else's text.
    return Files.isExecutable(file) || name.equals("run");
  }

  private static List<Path> files(Predicate<Path> wanted) {
    List<Path> found = new ArrayList<>();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return SKIPPED.contains(dir.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (wanted.test(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(ROOT, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + ROOT, e);
    }
    found.sort(null);
    return found;
  }

  private static Path findRoot() {
    Path start = Path.of("").toAbsolutePath();
    for (Path dir = start; dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve("kernel-model/pom.xml"))) {
        return dir;
      }
    }
    throw new IllegalStateException(
        "no directory above "
            + start
            + " holds kernel-model/pom.xml: run the tests in the project");
  }
}
