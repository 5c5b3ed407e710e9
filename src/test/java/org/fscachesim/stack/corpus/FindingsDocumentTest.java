package org.fscachesim.stack.corpus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.corpus.Questions;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.fscachesim.scenario.explore.Shrinker;
import org.fscachesim.scenario.explore.Token;
import org.fscachesim.scenario.explore.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `docs/findings.md` shows still happens.
final class FindingsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "findings.md");
  private static final Pattern TOKEN = Pattern.compile("fs1:[a-z0-9-]+:[^:\\s]+:[\\w-]+");
  private static final int SHRINKING_RUNS = 3_000;

  /// Finds and shrinks anew what does not replay any more, in place of failing.
  private static final boolean REFRESH = Boolean.getBoolean("fscachesim.refresh");

  private static String text() throws IOException {
    return Files.readString(DOCUMENT);
  }

  static List<String> tokens() throws IOException {
    return TOKEN.matcher(text()).results().map(MatchResult::group).toList();
  }

  static List<String> found() {
    return List.of(
        "open-restored-while-answered", "volume-withdrawn-twice", "invalidation-outlives-lookup");
  }

  @ParameterizedTest
  @MethodSource("found")
  void whatNeedsAScheduleHasAToken(String name) throws IOException {
    assertTrue(
        tokens().stream().anyMatch(t -> t.startsWith("fs1:" + name + ":")),
        () -> name + " has no token in " + DOCUMENT);
  }

  @Test
  void everyQuestionHasALine() throws IOException {
    String text = text();
    TreeSet<String> missing = new TreeSet<>();
    for (Scenario question : Questions.all()) {
      if (!text.contains("| `" + question.name() + "` |")) {
        missing.add(question.name());
      }
    }
    assertTrue(missing.isEmpty(), () -> "not told of: " + missing);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void aTokenShowsIt(String text) throws IOException {
    Token token = Token.parse(text);
    Scenario scenario = Catalogue.byName(token.scenario()).orElseThrow();
    try {
      Verdict verdict = token.replay(scenario).verdict();
      assertFalse(verdict instanceof Verdict.Passed, text);
    } catch (ScheduleDiverged e) {
      if (!REFRESH) {
        throw new AssertionError(
            "the models do otherwise than when docs/findings.md was made; with"
                + " -Dfscachesim.refresh=true this test renews its tokens",
            e);
      }
      Files.writeString(DOCUMENT, text().replace(text, renewed(token, scenario).toString()));
    }
  }

  private static Token renewed(Token stale, Scenario scenario) {
    Exploration found =
        Explorer.of(scenario)
            .on(stale.config())
            .strategy("pct:20")
            .budget(Budget.ofSchedules(5_000))
            .run();
    if (!(found.failure() instanceof Exploration.Failure failure)) {
      throw new AssertionError(scenario.name() + " is not found any more: " + found.summary());
    }
    return Token.of(
        scenario,
        stale.config(),
        Shrinker.shrink(scenario, stale.config(), failure.run().schedule(), SHRINKING_RUNS)
            .schedule());
  }
}
