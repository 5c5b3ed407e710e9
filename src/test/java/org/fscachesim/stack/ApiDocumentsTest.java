package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The documents about the API show sources that are compiled and run, and name what is there.
final class ApiDocumentsTest {
  /// Makes the code blocks anew, in place of comparing them.
  private static final boolean REFRESH = Boolean.getBoolean("fscachesim.refresh");

  private static final String BACKEND = "docs/writing-a-backend.md";
  private static final String FILESYSTEM = "docs/writing-a-filesystem.md";

  private static final Pattern SOURCE =
      Pattern.compile("<!-- source: (\\S+) -->\n(```java\n.*?\n```\n)?", Pattern.DOTALL);

  private static final Pattern ROW =
      Pattern.compile("^\\| `([\\w>-]+)` \\| `(\\w+)(?:\\.(\\w+))?` \\|$", Pattern.MULTILINE);

  private static final List<String> PACKAGES =
      List.of("org.fscachesim.fscache.", "org.fscachesim.netfs.library.");

  /// Every call that the kernel's documents of the two interfaces name.
  private static final Set<String> DOCUMENTED =
      Set.of(
          // The backend's.
          "fscache_acquire_cache",
          "fscache_relinquish_cache",
          "fscache_add_cache",
          "fscache_withdraw_cache",
          "fscache_withdraw_cookie",
          "fscache_wait_for_objects",
          "fscache_withdraw_volume",
          "fscache_get_key",
          "fscache_get_aux",
          "fscache_count_object",
          "fscache_uncount_object",
          "cache_ops->name",
          "cache_ops->acquire_volume",
          "cache_ops->free_volume",
          "cache_ops->lookup_cookie",
          "fscache_cookie_lookup_negative",
          "cache_ops->withdraw_cookie",
          "cache_ops->resize_cookie",
          "cache_ops->invalidate_cookie",
          "fscache_resume_after_invalidation",
          "cache_ops->prepare_to_write",
          "cache_ops->begin_operation",
          "fscache_io_error",
          "fscache_caching_failed",
          "fscache_count_read",
          "fscache_count_write",
          "fscache_count_no_write_space",
          "fscache_count_no_create_space",
          "fscache_count_culled",
          "fscache_cres_cookie",
          // The filesystem's.
          "fscache_acquire_volume",
          "fscache_relinquish_volume",
          "fscache_acquire_cookie",
          "fscache_relinquish_cookie",
          "fscache_use_cookie",
          "fscache_unuse_cookie",
          "fscache_update_cookie",
          "fscache_resize_cookie",
          "fscache_invalidate",
          "fscache_begin_read_operation",
          "fscache_read",
          "fscache_write",
          "fscache_end_operation",
          "fscache_write_to_cache",
          "fscache_clear_page_bits",
          "fscache_note_page_release",
          "fscache_dirty_folio",
          "fscache_unpin_writeback",
          "fscache_clear_inode_writeback");

  @ParameterizedTest
  @ValueSource(strings = {BACKEND, FILESYSTEM})
  void everyCodeBlockIsASourceThatIsTested(String document) throws IOException {
    Path file = Repository.root().resolve(document);
    String text = Files.readString(file);
    String made =
        SOURCE
            .matcher(text)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        "<!-- source: "
                            + m.group(1)
                            + " -->\n```java\n"
                            + body(m.group(1))
                            + "```\n"));
    assertTrue(made.contains("```java"), document + " shows no source");
    if (REFRESH) {
      Files.writeString(file, made);
      return;
    }
    assertEquals(
        made,
        text,
        document
            + " does not show the sources as they are. To make it anew:\n"
            + "  mvn verify -pl src/test -am -Dtest=ApiDocumentsTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfscachesim.refresh=true\n");
  }

  /// A source without its package and imports.
  private static String body(String source) {
    return Repository.read(Repository.root().resolve(source))
        .lines()
        .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
        .dropWhile(String::isBlank)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {BACKEND, FILESYSTEM})
  void everyJavaNameInATableIsPublicAndThere(String document) {
    Matcher row = ROW.matcher(Repository.read(Repository.root().resolve(document)));
    int rows = 0;
    while (row.find()) {
      rows++;
      String type = row.group(2);
      Class<?> found =
          find(type).orElseThrow(() -> new AssertionError("there is no class " + type));
      assertTrue(Modifier.isPublic(found.getModifiers()), type + " is not public");
      String method = row.group(3);
      assertTrue(
          method == null
              ? found.getConstructors().length > 0
              : Arrays.stream(found.getMethods()).map(Method::getName).anyMatch(method::equals),
          () -> type + " has no public " + (method == null ? "constructor" : method));
    }
    assertTrue(rows > 20, document + " has lost its table");
  }

  private static Optional<Class<?>> find(String type) {
    return PACKAGES.stream().flatMap(name -> load(name + type).stream()).findFirst();
  }

  private static Optional<Class<?>> load(String name) {
    try {
      return Optional.of(Class.forName(name));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  @Test
  void everyCallOfTheKernelsDocumentsHasARow() {
    Set<String> named =
        Stream.of(BACKEND, FILESYSTEM)
            .map(d -> ROW.matcher(Repository.read(Repository.root().resolve(d))))
            .flatMap(m -> m.results().map(r -> r.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(DOCUMENTED);
    missing.removeAll(named);
    assertEquals(Set.of(), missing);
  }
}
