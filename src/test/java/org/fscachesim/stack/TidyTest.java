package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Reads the sources and speaks plainly: one test for each of [JavaRules#RULES] and
/// [TextRules#RULES].
///
/// It sees names, not types: a banned class under another name would pass. The rules are for people
/// who forgot, not for people who hide.
final class TidyTest {
  @TestFactory
  Stream<DynamicTest> everyJavaFileKeepsTheRule() {
    List<JavaSource> sources = JavaSource.all();
    return JavaRules.RULES.stream()
        .map(
            rule ->
                dynamicTest(
                    rule.name(),
                    () ->
                        assertClean(
                            rule.name(),
                            rule.instead(),
                            sources.stream().flatMap(rule::check).toList())));
  }

  @TestFactory
  Stream<DynamicTest> everyTextKeepsTheRule() {
    List<Path> files = Repository.textFiles();
    return TextRules.RULES.stream()
        .map(
            rule ->
                dynamicTest(
                    rule.name(),
                    () ->
                        assertClean(
                            rule.name(),
                            rule.instead(),
                            files.stream()
                                .flatMap(
                                    file ->
                                        rule
                                            .check(Repository.name(file), Repository.read(file))
                                            .stream())
                                .toList())));
  }

  @TestFactory
  Stream<DynamicTest> theRuleFindsWhatItIsFor() {
    Stream<DynamicTest> java =
        JavaRules.RULES.stream()
            .map(
                rule ->
                    dynamicTest(
                        rule.name(),
                        () -> assertTrue(rule.check(rule.example()).findAny().isPresent())));
    Stream<DynamicTest> text =
        TextRules.RULES.stream()
            .map(
                rule ->
                    dynamicTest(
                        rule.name(),
                        () -> assertEquals(1, rule.check("X.java", rule.example()).size())));
    return Stream.concat(java, text);
  }

  @Test
  void goodCodeBreaksNoRule() {
    JavaSource good =
        JavaSource.parse(
            "cachefiles-model/src/main/java/org/fscachesim/cachefiles/X.java",
            """
            package org.fscachesim.cachefiles;

            import com.google.common.collect.ImmutableSet;
            import java.util.LinkedHashMap;
            import java.util.Map;

            final class X {
              private static final ImmutableSet<String> WORDS = ImmutableSet.of("dir");
              private final Map<String, Integer> counts = new LinkedHashMap<>();
              /** The thread that synchronized it; System.nanoTime() would say when. */
              private int size;

              void read() {
                try {
                  size = Integer.parseInt("1");
                } catch (NumberFormatException _) {
                  // The text above is a number.
                }
              }
            }
            """);

    assertEquals(List.of(), JavaRules.RULES.stream().flatMap(r -> r.check(good)).toList());
    assertEquals(
        List.of(),
        TextRules.RULES.stream().flatMap(r -> r.check(good.name(), good.text()).stream()).toList());
  }

  @Test
  void thereAreSourcesAndDocumentsToRead() {
    List<Path> files = Repository.textFiles();
    for (String suffix : List.of(".java", "pom.xml", ".md")) {
      assertFalse(
          files.stream().noneMatch(file -> file.toString().endsWith(suffix)),
          "no file *" + suffix + " below " + Repository.root());
    }
  }

  private static void assertClean(String rule, String instead, List<Finding> findings) {
    assertTrue(
        findings.isEmpty(),
        () ->
            "Rule: "
                + rule
                + ".\n"
                + instead
                + "\n"
                + findings.stream().map(f -> "  " + f).collect(Collectors.joining("\n")));
  }
}
