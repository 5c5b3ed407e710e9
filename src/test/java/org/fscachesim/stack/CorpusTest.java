package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fscachesim.kernel.Switch;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Twin;
import org.junit.jupiter.api.Test;

/// The corpus is whole: every fix has its twin, and says the same as it.
final class CorpusTest {
  @Test
  void everyFixAndEveryGuardHasExactlyOneTwin() {
    List<String> complaints = new ArrayList<>();
    for (Switch fix : Iterables.concat(Corpus.fixes(), Corpus.mutations())) {
      List<String> twins =
          Corpus.all().stream().filter(t -> t.bug().fix().equals(fix)).map(Twin::name).toList();
      if (twins.size() != 1) {
        complaints.add(fix + " has " + twins.size() + " twins, and should have one: " + twins);
      }
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void everyEnumOfFixesIsInTheCorpus() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path source : enumsOfFixes()) {
      String name = source.getFileName().toString().replace(".java", "");
      if (Corpus.fixes().stream().noneMatch(f -> f.getClass().getSimpleName().equals(name))) {
        complaints.add(name + " is no part of Corpus.fixes()");
      }
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void theCommentOfAFixNamesTheCommitAndTheNumberOfItsTwin() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Twin twin : Corpus.all()) {
      if (!Corpus.fixes().contains(twin.bug().fix())) {
        continue;
      }
      String comment = comment(twin.bug().fix());
      Stream.concat(Stream.of(twin.bug().commit()), twin.bug().cve().stream())
          .filter(word -> !comment.contains(word))
          .forEach(word -> complaints.add(twin.name() + ": the fix does not speak of " + word));
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void namesAreUnique() {
    List<String> names = Corpus.all().stream().map(Twin::name).toList();
    assertEquals(names.stream().distinct().toList(), names);
  }

  private static List<Path> enumsOfFixes() throws IOException {
    try (Stream<Path> all = Files.walk(Repository.root())) {
      return all.filter(p -> p.getFileName().toString().endsWith("Fix.java"))
          .filter(p -> p.toString().contains("/src/main/java/"))
          .toList();
    }
  }

  /// The lines above the constant that begin with `///`.
  private static String comment(Switch fix) throws IOException {
    String file = fix.getClass().getSimpleName() + ".java";
    Path source = enumsOfFixes().stream().filter(p -> p.endsWith(file)).findFirst().orElseThrow();
    StringBuilder comment = new StringBuilder();
    for (String line : Files.readAllLines(source)) {
      String text = line.strip();
      if (text.startsWith("///")) {
        comment.append(text.substring(3).strip()).append(' ');
      } else if (text.startsWith(fix.name() + "(")) {
        return comment.toString();
      } else {
        comment.setLength(0);
      }
    }
    return fail(fix + " is not in " + source);
  }
}
