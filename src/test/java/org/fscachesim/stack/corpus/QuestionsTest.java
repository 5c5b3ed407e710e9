package org.fscachesim.stack.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.corpus.Questions;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `docs/findings.md` tells is what the scenarios show.
final class QuestionsTest {
  @ParameterizedTest
  @CsvSource({
    "close-outlives-descriptor, D6_1_192, HUNG_TASK",
    "close-outlives-descriptor, D6_12_117, HUNG_TASK",
    "open-restored-while-answered, D6_1_192, RULE",
    "open-restored-while-answered, D6_12_117, RULE",
    "unaligned-write, D6_1_192, CONTENT",
    "volume-withdrawn-twice, D6_1_192, HUNG_TASK",
    "volume-withdrawn-twice, D6_12_117, HUNG_TASK"
  })
  void itShows(String name, KernelVersion version, Symptom symptom) {
    assertEquals(
        Optional.of(symptom.name()),
        hunt(name, version, 2_000).map(found -> String.valueOf(found.run().verdict().symptom())));
  }

  @ParameterizedTest
  @CsvSource({
    "descriptor-closed-while-read, D6_1_192",
    "descriptor-closed-while-read, D6_12_117",
    "dropped-before-open, D6_1_192",
    "dropped-before-open, D6_12_117",
    "unaligned-write, D6_12_117",
    "volume-withdrawn-twice, V6_8"
  })
  void itDoesNotShow(String name, KernelVersion version) {
    assertEquals(
        Optional.empty(), hunt(name, version, 200).map(found -> found.run().verdict().describe()));
  }

  private static Optional<Exploration.Failure> hunt(
      String name, KernelVersion version, int schedules) {
    Scenario scenario =
        Questions.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return Optional.ofNullable(
        Explorer.of(scenario)
            .on(KernelConfig.of(version))
            .budget(Budget.ofSchedules(schedules))
            .run()
            .failure());
  }
}
