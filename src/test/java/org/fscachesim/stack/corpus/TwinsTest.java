package org.fscachesim.stack.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Twin;
import org.fscachesim.scenario.corpus.Verification;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each bug of the corpus, briefly; `fscache-sim bugs --verify` takes its time.
final class TwinsTest {
  private static final long SCHEDULES_WITH_THE_FIX = 50;

  static List<Twin> twins() {
    return Corpus.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twins")
  void withoutItsFixABugIsFound(Twin twin) {
    Exploration found = Verification.hunt(twin, 1);
    assertTrue(
        found.failure() instanceof Exploration.Failure f && twin.bug().explains(f.run().verdict()),
        () -> told(found));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twins")
  void withItsFixABugIsNotFound(Twin twin) {
    Exploration found =
        Explorer.of(twin).on(twin.fixed()).budget(Budget.ofSchedules(SCHEDULES_WITH_THE_FIX)).run();
    assertEquals("", found.failure() == null ? "" : told(found));
  }

  private static String told(Exploration found) {
    return found.failure() instanceof Exploration.Failure f
        ? found.summary()
            + "\n"
            + f.run().verdict().describe()
            + "\nreplay: ./fscache-sim replay-schedule "
            + f.token()
        : found.summary();
  }
}
