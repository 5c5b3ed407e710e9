package org.fscachesim.stack.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Hunt;
import org.fscachesim.scenario.corpus.Twin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each bug of the corpus, briefly; `fscache-sim bugs --verify` takes its time.
final class TwinsTest {
  private static final int SCHEDULES_WITH_THE_FIX = 50;

  static List<Twin> twins() {
    return Corpus.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twins")
  void withoutItsFixABugIsFound(Twin twin) {
    Optional<Hunt.Found> found = Hunt.hunt(twin, twin.broken(), 1, twin.budget());
    assertTrue(
        found.isPresent(), () -> twin.name() + ": all " + twin.budget() + " schedules passed");
    assertTrue(
        twin.bug().explains(found.get().run().verdict()),
        () -> twin.name() + " shows otherwise: " + found.get().run().verdict().describe());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twins")
  void withItsFixABugIsNotFound(Twin twin) {
    assertEquals(
        Optional.empty(),
        Hunt.hunt(twin, twin.fixed(), 1, SCHEDULES_WITH_THE_FIX)
            .map(f -> "seed " + f.seed() + ": " + f.run().verdict().describe()));
  }
}
