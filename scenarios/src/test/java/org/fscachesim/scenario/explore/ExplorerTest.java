package org.fscachesim.scenario.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.scenario.strategy.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Equal settings give equal runs, and what fails is found, repeated and made plain.
final class ExplorerTest {
  private static final KernelConfig CONFIG = KernelConfig.of(KernelVersion.D6_12_117);

  private static Exploration.Failure failure(Exploration found) {
    return Objects.requireNonNull(found.failure(), found.summary());
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct", "pct:2", "depth-first", "depth-first:1", "portfolio"})
  void everyStrategyFindsALostUpdate(String strategy) {
    Exploration found = Explorer.of(new Counting(2, 2, false)).strategy(strategy).run();

    ScenarioRun run = failure(found).run();
    assertInstanceOf(Verdict.Violated.class, run.verdict());
    ScenarioRun again =
        Token.parse(failure(found).token().toString()).replay(new Counting(2, 2, false));
    assertEquals(run.verdict(), again.verdict());
    assertEquals(run.schedule().toString(), again.schedule().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct:3", "round-robin", "portfolio"})
  void theNumberOfJobsChangesNothing(String strategy) {
    Counting scenario = new Counting(3, 3, false);
    List<String> tokens = new ArrayList<>();
    for (int jobs : List.of(1, 3)) {
      Exploration found =
          Explorer.of(scenario)
              .strategy(strategy)
              .seed(11)
              .jobs(jobs)
              .countSituations()
              .budget(Budget.ofSchedules(600))
              .run();
      tokens.add(
          found.schedules()
              + " "
              + found.steps()
              + " "
              + found.situations()
              + " "
              + (found.failure() == null ? "" : failure(found).token()));
    }
    assertEquals(tokens.get(0), tokens.get(1));
  }

  @Test
  void whatIsRightIsExhausted() {
    Exploration found =
        Explorer.of(new Counting(2, 2, true)).strategy("depth-first").countSituations().run();

    assertNull(found.failure());
    assertTrue(found.exhausted());
    assertTrue(found.summary().contains("inequivalent schedules, none fails"), found.summary());
  }

  @Test
  void shardsAreTheWholeTogether() {
    Counting scenario = new Counting(2, 3, true);
    List<Campaign> parts =
        IntStream.range(0, 3)
            .mapToObj(i -> new Shard(i, 3))
            .map(
                shard ->
                    Campaign.of(
                        Explorer.of(scenario)
                            .strategy("random")
                            .shard(shard)
                            .budget(Budget.ofSchedules(100))
                            .run(),
                        CONFIG))
            .toList();
    Exploration whole =
        Explorer.of(scenario).strategy("random").budget(Budget.ofSchedules(300)).run();

    Campaign merged = Campaign.merge(parts);
    assertEquals(300, merged.schedules());
    assertEquals(whole.steps(), merged.steps());
    assertThrows(IllegalArgumentException.class, () -> Campaign.merge(parts.subList(0, 2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Campaign.merge(List.of(parts.get(0), parts.get(1), parts.get(1))));
  }

  @Test
  void shrinkingLeavesOnePreemptionAndOneAddition() {
    Counting scenario = new Counting(3, 4, false);
    Exploration found = Explorer.of(scenario).strategy("random").seed(5).run();

    Shrinker.Shrunk shrunk =
        Shrinker.shrink(scenario, CONFIG, failure(found).run().schedule(), 5000);

    assertEquals(1, shrunk.preemptions());
    assertTrue(shrunk.before() > 1);
    assertEquals(failure(found).run().verdict().symptom(), shrunk.run().verdict().symptom());
    assertEquals(
        new Verdict.Violated(
            Objects.requireNonNull(shrunk.run().verdict().symptom()), "counted 2 of 3"),
        shrunk.run().verdict());
  }

  @Test
  void aFailureSaysHowToRepeatIt() {
    AssertionError error =
        assertThrows(AssertionError.class, () -> Explorer.explore(new Counting(2, 1, false)));
    String message = assertNotNullMessage(error);
    assertTrue(message.contains("counted 1 of 2"), message);
    assertTrue(message.contains("replay-schedule fs1:counting:D6_12_117:"), message);
  }

  private static String assertNotNullMessage(Throwable error) {
    String message = error.getMessage();
    assertNotNull(message);
    return Objects.requireNonNull(message);
  }

  @Test
  void aReplayStopsWhereTheScenarioIsAnotherOne() {
    Token token = failure(Explorer.of(new Counting(2, 1, false)).run()).token();
    ScheduleDiverged diverged =
        assertThrows(ScheduleDiverged.class, () -> token.replay(new Counting(2, 1, true)));
    assertTrue(String.valueOf(diverged.getMessage()).contains("choice"), diverged.getMessage());
  }

  @Test
  void aBrokenTokenSaysWhatIsWrong() {
    String good = failure(Explorer.of(new Counting(2, 1, false)).run()).token().toString();
    assertEquals(good, Token.parse(good).toString());
    for (String bad :
        List.of(
            "",
            "fs0" + good.substring(3),
            good.substring(0, good.length() - 4),
            good.replace("D6_12_117", "V6_8"),
            good.replace(":counting", ":other"),
            good.substring(0, good.lastIndexOf(':') + 1) + "???")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Token.parse(bad), bad);
      assertTrue(String.valueOf(e.getMessage()).startsWith("this is no token"), e.getMessage());
    }
  }
}
