package org.fscachesim.stack;

import com.google.common.collect.Streams;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A Java file, parsed (names are not resolved).
///
/// @param name path below the root, with `/`
record JavaSource(String name, String text, CompilationUnitTree unit, SourcePositions positions) {
  /// Every Java file of the project.
  static List<JavaSource> all() {
    return All.SOURCES;
  }

  static JavaSource parse(String name, String text) {
    return parse(List.of(new InMemory(name, text))).getFirst();
  }

  /// All at once, which is much faster than one by one.
  private static List<JavaSource> parse(List<InMemory> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, diagnostics, List.of("-proc:none"), null, files);
    try {
      Iterable<? extends CompilationUnitTree> units = task.parse();
      if (!diagnostics.getDiagnostics().isEmpty()) {
        throw new IllegalArgumentException(diagnostics.getDiagnostics().getFirst().toString());
      }
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      return Streams.zip(
              files.stream(),
              Streams.stream(units),
              (file, unit) -> new JavaSource(file.name, file.text, unit, positions))
          .toList();
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
        parse(
            Repository.javaFiles().stream()
                .map(file -> new InMemory(Repository.name(file), Repository.read(file)))
                .toList());
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String name;
    private final String text;

    InMemory(String name, String text) {
      super(URI.create("string:///" + name), Kind.SOURCE);
      this.name = name;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
