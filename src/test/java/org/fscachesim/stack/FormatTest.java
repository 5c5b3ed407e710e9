package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every Java file is as `mvn spotless:apply` leaves it.
///
/// A test and not the plugin's own check, because the plugin runs on the JDK that runs Maven, which
/// may be too old for the formatter. Tests run on the JDK of the toolchain.
final class FormatTest {
  private static final JavaFormatterOptions OPTIONS =
      JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build();

  @Test
  void everyJavaFileIsFormatted() {
    List<Path> files = Repository.javaFiles();
    assertFalse(files.isEmpty(), "no Java file below " + Repository.root());

    List<String> complaints =
        files.parallelStream().flatMap(file -> complaint(file, Repository.read(file))).toList();

    assertTrue(
        complaints.isEmpty(),
        () ->
            "These files are not formatted:\n  "
                + String.join("\n  ", complaints)
                + "\nTo format them, with JAVA_HOME at a JDK 21 or later:\n  mvn spotless:apply");
  }

  @Test
  void unorderedAndUnusedImportsCountAsUnformatted() throws FormatterException {
    String source =
        """
        package x;

        import java.util.Map;
        import java.util.List;
        import java.util.Set;

        final class X {
          List<String> names = List.of( "a" );
          Map<String, String> map = Map.of();
        }
        """;

    assertEquals(
        """
        package x;

        import java.util.List;
        import java.util.Map;

        final class X {
          List<String> names = List.of("a");
          Map<String, String> map = Map.of();
        }
        """,
        format(source));
    assertEquals(1, complaint(Repository.root().resolve("X.java"), source).count());
  }

  private static Stream<String> complaint(Path file, String source) {
    String name = Repository.name(file);
    try {
      return format(source).equals(source) ? Stream.empty() : Stream.of(name);
    } catch (FormatterException e) {
      return Stream.of(name + " (cannot be parsed: " + e.getMessage() + ")");
    }
  }

  /// The steps of the plugin, in its order.
  private static String format(String source) throws FormatterException {
    String formatted = new Formatter(OPTIONS).formatSource(source);
    String used = RemoveUnusedImports.removeUnusedImports(formatted);
    return ImportOrderer.reorderImports(used, OPTIONS.style());
  }
}
