package org.fscachesim.stack;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A Java file, parsed (names are not resolved).
///
/// @param name path below the root, with `/`
record JavaSource(String name, String text, CompilationUnitTree unit, SourcePositions positions) {
  static JavaSource read(Path file) {
    return parse(Repository.name(file), Repository.read(file));
  }

  /// Every Java file of the project.
  static List<JavaSource> all() {
    return All.SOURCES;
  }

  static JavaSource parse(String name, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null,
                null,
                diagnostics,
                List.of("-proc:none"),
                null,
                List.of(new InMemory(name, text)));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      if (!diagnostics.getDiagnostics().isEmpty()) {
        throw new IllegalArgumentException(
            name + ": " + diagnostics.getDiagnostics().getFirst().getMessage(Locale.ROOT));
      }
      return new JavaSource(name, text, unit, Trees.instance(task).getSourcePositions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The directory of the Maven module: `kernel-model`, or `src/test` for the stack tests.
  String module() {
    return name.startsWith("src/test/") ? "src/test" : name.substring(0, name.indexOf('/'));
  }

  /// Whether this is shipped, and not test code.
  boolean isMain() {
    return name.contains("/src/main/java/");
  }

  boolean isPackageInfo() {
    return name.endsWith("/package-info.java");
  }

  /// Empty in the unnamed package.
  String packageName() {
    Tree tree = unit.getPackageName();
    return tree == null ? "" : tree.toString();
  }

  long line(Tree tree) {
    return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
  }

  /// The text of a part, comments included.
  String text(Tree tree) {
    int start = (int) positions.getStartPosition(unit, tree);
    return text.substring(start, (int) positions.getEndPosition(unit, tree));
  }

  Finding finding(Tree tree, String what) {
    return new Finding(name, line(tree), what);
  }

  /// Parsed once for all tests, on first use.
  private static final class All {
    static final List<JavaSource> SOURCES =
        Repository.javaFiles().stream().map(JavaSource::read).toList();
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(String name, String text) {
      super(URI.create("string:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
