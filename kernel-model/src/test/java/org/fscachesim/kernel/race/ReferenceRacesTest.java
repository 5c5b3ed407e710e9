package org.fscachesim.kernel.race;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BiConsumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.kernel.task.Schedule;
import org.junit.jupiter.api.Test;

/// The random walk finds what the buggy variants hide, and nothing in the fixed ones.
final class ReferenceRacesTest {
  private static void mustBeFound(BiConsumer<Kernel, Boolean> race, String message) {
    for (int round = 0; round < 10; round++) {
      Simulation failed = find(race, round * 10_000L, message);
      Schedule schedule = Schedule.parse(failed.machine().schedule().toString());
      KernelBug again = bugOf(race, Simulation.with(new Replay(schedule)));
      assertTrue(String.valueOf(again.getMessage()).startsWith(message), again.getMessage());
    }
  }

  private static Simulation find(BiConsumer<Kernel, Boolean> race, long firstSeed, String message) {
    for (long seed = firstSeed; seed < firstSeed + 10_000; seed++) {
      Simulation sim = Simulation.with(new RandomWalk(seed));
      try {
        sim.machine().run("main", () -> race.accept(sim.kernel(), false));
      } catch (KernelBug e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith(message), e.getMessage());
        return sim;
      }
    }
    return fail("not found in 10,000 schedules");
  }

  private static KernelBug bugOf(BiConsumer<Kernel, Boolean> race, Simulation sim) {
    try {
      sim.machine().run("main", () -> race.accept(sim.kernel(), false));
    } catch (KernelBug e) {
      return e;
    }
    return fail("the replay did not fail");
  }

  private static void mustHold(BiConsumer<Kernel, Boolean> race) {
    Simulation.forSeeds(2000, s -> race.accept(s.kernel(), true));
  }

  @Test
  void aRequestThatIsTouchedAfterTheFlushIsFound() {
    mustBeFound(RequestTableRace::run, "use after free: daemon");
  }

  @Test
  void aFlushThatErasesAndADaemonThatHoldsAReferenceAreSafe() {
    mustHold(RequestTableRace::run);
  }

  @Test
  void anAccessThatDoesNotLookAgainIsFound() {
    mustBeFound(WithdrawalRace::run, "use after free: accessor");
  }

  @Test
  void anAccessThatLooksAgainIsSafe() {
    mustHold(WithdrawalRace::run);
  }
}
