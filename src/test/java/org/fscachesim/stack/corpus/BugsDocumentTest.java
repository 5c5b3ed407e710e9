package org.fscachesim.stack.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Twin;
import org.fscachesim.scenario.explore.Token;
import org.fscachesim.scenario.explore.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The page of bugs tells of all of them, and what it tells still happens.
final class BugsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "bugs.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| \\[`([a-z0-9-]+)`\\].*$");
  private static final Pattern TOKEN = Pattern.compile("replay-schedule (fs1:([^:]+):\\S+)");

  private static final Pattern IDENTITY_HASH = Pattern.compile("\\w@[0-9a-f]{6,8}\\b");

  private static final String VERIFY =
      "to tell of a new bug: ./fscache-sim bugs --verify --write docs/bugs.md NAME";

  private static final Map<String, String> ROWS = new TreeMap<>();
  private static final Map<String, String> TOKENS = new TreeMap<>();

  @BeforeAll
  static void read() throws Exception {
    String text = Files.readString(DOCUMENT);
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      ROWS.put(row.group(1), row.group());
    }
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      TOKENS.put(token.group(2), token.group(1));
    }
  }

  static List<Twin> twins() {
    return Corpus.all();
  }

  @Test
  void everyBugOfTheCorpusHasItsLineAndItsToken() {
    List<String> names = Corpus.all().stream().map(Twin::name).sorted().toList();
    assertEquals(names, List.copyOf(ROWS.keySet()), VERIFY);
    assertEquals(names, List.copyOf(TOKENS.keySet()), VERIFY);
  }

  @Test
  void everyBugIsFoundFromAllOfTenSeeds() {
    assertEquals(
        List.of(), ROWS.values().stream().filter(row -> !row.contains("| 10 of 10 |")).toList());
  }

  @Test
  void noPictureTellsAnIdentityHash() throws Exception {
    assertEquals(
        List.of(),
        Files.readAllLines(DOCUMENT).stream().filter(IDENTITY_HASH.asPredicate()).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twins")
  void aTokenReplaysToWhatItsLineSays(Twin twin) {
    Token token = Token.parse(TOKENS.getOrDefault(twin.name(), ""));
    assertEquals(twin.broken(), token.config(), () -> howToRenew());
    Verdict verdict;
    try {
      verdict = token.replay(twin).verdict();
    } catch (ScheduleDiverged e) {
      throw new AssertionError(e.getMessage() + "; " + howToRenew(), e);
    }
    Symptom symptom = verdict.symptom();
    assertTrue(twin.bug().explains(verdict), verdict::describe);
    assertTrue(
        symptom != null
            && ROWS.getOrDefault(twin.name(), "").contains("| " + symptom.text() + " |"),
        verdict::describe);
  }

  private static String howToRenew() {
    return "the models do otherwise than when docs/bugs.md was made. To renew what it says:"
        + " ./fscache-sim bugs --renew docs/bugs.md";
  }
}
