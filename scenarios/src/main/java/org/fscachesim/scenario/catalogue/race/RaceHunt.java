package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.corpus.Twin;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;

/// Which races find a bug of the past, when its fix is taken out: what it is worth that with every
/// fix in they find nothing.
///
/// @param hits the races that find it, the quickest first; others may find it later
public record RaceHunt(Twin twin, ImmutableList<Hit> hits) {
  private static final long SEED = 1;
  private static final long FEW = 10;
  private static final long FACTOR = 3;

  /// A race that goes wrong without the fix.
  ///
  /// @param schedules how many it takes, the failing one among them
  public record Hit(Scenario race, long schedules, Exploration.Failure failure) {}

  /// Hunts a bug with races, in the kernel of its twin, and stops when some have found it: all of
  /// them play a few schedules, then all three times as many, and so on. A race does not count that
  /// goes wrong with the fix in, too, because the twin needs other fixes taken out.
  ///
  /// @param schedules of each race, at most
  public static RaceHunt of(Twin twin, List<? extends Scenario> races, long schedules) {
    ImmutableList<Hit> hits = ImmutableList.of();
    for (long most = Math.min(FEW, schedules);
        hits.isEmpty() && most > 0;
        most = more(most, schedules)) {
      long part = most;
      hits =
          races.stream()
              .flatMap(race -> hits(twin, race, part).stream())
              .sorted(Comparator.comparingLong(Hit::schedules))
              .collect(ImmutableList.toImmutableList());
    }
    return new RaceHunt(twin, hits);
  }

  /// How many after so many; 0 when it was enough.
  private static long more(long most, long enough) {
    return most == enough ? 0 : Math.min(FACTOR * most, enough);
  }

  private static List<Hit> hits(Twin twin, Scenario race, long schedules) {
    if (!(run(race, twin.broken(), schedules).failure() instanceof Exploration.Failure failure)) {
      return List.of();
    }
    boolean others = !twin.fixed().equals(Fixes.allIn(KernelConfig.of(twin.profile())));
    if (others && run(race, twin.fixed(), schedules).failure() != null) {
      return List.of();
    }
    return List.of(new Hit(race, failure.number() + 1, failure));
  }

  private static Exploration run(Scenario race, KernelConfig config, long schedules) {
    return Explorer.of(race).on(config).seed(SEED).budget(Budget.ofSchedules(schedules)).run();
  }
}
