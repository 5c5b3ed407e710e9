package org.fscachesim.stack.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Optional;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.corpus.Questions;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What `docs/findings.md` tells is what the scenarios show.
final class QuestionsTest {
  @ParameterizedTest
  @CsvSource({
    "close-outlives-descriptor, D6_1_192, HUNG_TASK",
    "close-outlives-descriptor, D6_12_117, HUNG_TASK",
    "open-restored-while-answered, D6_1_192, RULE",
    "open-restored-while-answered, D6_12_117, RULE",
    "unaligned-write, D6_1_192, CONTENT",
    "invalidation-outlives-lookup, D6_1_192, REFCOUNT",
    "invalidation-outlives-lookup, D6_12_117, REFCOUNT",
    "stored-behind-invalidation, D6_1_192, CONTENT",
    "stored-behind-invalidation, D6_12_117, CONTENT",
    "dropped-while-reopened, D6_1_192, HUNG_TASK",
    "dropped-while-reopened, D6_12_117, HUNG_TASK"
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
    "unaligned-write, D6_12_117"
  })
  void itDoesNotShow(String name, KernelVersion version) {
    assertEquals(
        Optional.empty(), hunt(name, version, 200).map(found -> found.run().verdict().describe()));
  }

  @ParameterizedTest
  @EnumSource(names = "D6_12_117")
  void anUnbindWithdrawsAVolumeTwice(KernelVersion version) {
    KernelConfig config = KernelConfig.of(version);
    Scenario scenario = scenario("volume-withdrawn-twice");
    assertNotNull(twice(scenario, config, 5_000));
    assertNull(
        twice(
            scenario,
            Fixes.allIn(config).without(CachefilesBehaviour.VOLUME_WITHDRAWN_TWICE),
            500));
  }

  private static @Nullable Symptom twice(Scenario scenario, KernelConfig config, int schedules) {
    Exploration.Failure failure =
        Explorer.of(scenario)
            .on(config)
            .strategy("pct:20")
            .budget(Budget.ofSchedules(schedules))
            .run()
            .failure();
    return failure == null ? null : failure.run().verdict().symptom();
  }

  private static Scenario scenario(String name) {
    return Questions.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static Optional<Exploration.Failure> hunt(
      String name, KernelVersion version, int schedules) {
    return Optional.ofNullable(
        Explorer.of(scenario(name))
            .on(KernelConfig.of(version))
            .budget(Budget.ofSchedules(schedules))
            .run()
            .failure());
  }
}
