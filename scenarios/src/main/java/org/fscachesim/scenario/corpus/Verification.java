package org.fscachesim.scenario.corpus;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.fscachesim.scenario.explore.Shrinker;
import org.fscachesim.scenario.explore.Token;
import org.jspecify.annotations.Nullable;

/// Whether exploration finds a bug, and finds nothing where it is mended.
///
/// @param seeds from which it was searched
/// @param needed how many schedules that took, for each seed that found it, ascending
/// @param shown the plain run that shows it; null when no seed found it
/// @param passed schedules with the fix, none of which failed
/// @param exhausted whether these were all that there are, but for equivalent ones
/// @param complaints what is not as it should be; empty when the bug is verified
public record Verification(
    Twin twin,
    int seeds,
    ImmutableList<Long> needed,
    @Nullable Shown shown,
    long passed,
    boolean exhausted,
    ImmutableList<String> complaints) {
  /// What is tried with the fix: the first may come to the end of all schedules.
  private static final ImmutableList<String> WITH_THE_FIX =
      ImmutableList.of("depth-first", "random", "pct:20");

  private static final int SHRINKING_RUNS = 3_000;

  /// The shrunk schedule that shows a bug.
  public record Shown(Shrinker.Shrunk shrunk, Token token) {}

  /// Verifies one twin.
  ///
  /// @param seeds from how many different seeds the bug is searched, each time in as many schedules
  ///   as the twin's budget says
  /// @param schedules with the fix, over all strategies, unless all are fewer
  public static Verification of(Twin twin, int seeds, long schedules) {
    return new Work(twin).verify(seeds, schedules);
  }

  /// The median of the schedules that it took; 0 when it was not found.
  public long median() {
    return needed.isEmpty() ? 0 : needed.get(needed.size() / 2);
  }

  /// An exploration of a twin by itself, as this verification and the tests do it.
  public static Exploration hunt(Twin twin, long seed) {
    return explore(twin, twin.broken(), twin.strategy(), seed, twin.budget());
  }

  /// The plainest run that shows a bug, from the first seed.
  ///
  /// @throws IllegalStateException when there is none
  static Shown shown(Twin twin) {
    Work work = new Work(twin);
    work.hunt(1);
    Shown shown = work.shown;
    if (shown == null) {
      throw new IllegalStateException(twin.name() + ": " + String.join("; ", work.complaints));
    }
    return shown;
  }

  private static Exploration explore(
      Twin twin, KernelConfig config, String strategy, long seed, long schedules) {
    return Explorer.of(twin)
        .on(config)
        .strategy(strategy)
        .seed(seed)
        .budget(Budget.ofSchedules(schedules))
        .run();
  }

  /// One verification under way.
  private static final class Work {
    private final Twin twin;
    private final List<String> complaints = new ArrayList<>();
    private final List<Long> needed = new ArrayList<>();
    private @Nullable Shown shown;

    Work(Twin twin) {
      this.twin = twin;
    }

    Verification verify(int seeds, long schedules) {
      for (int i = 0; i < seeds; i++) {
        hunt(1 + i);
      }
      needed.sort(null);
      long passed = 0;
      boolean exhausted = false;
      for (int i = 0; i < WITH_THE_FIX.size() && passed < schedules; i++) {
        String strategy = WITH_THE_FIX.get(i);
        // What one leaves, because it gave runs up as seen, goes to those behind it.
        long left = schedules - passed;
        long part = Math.max(1, left / (WITH_THE_FIX.size() - i));
        Exploration found = explore(twin, twin.fixed(), strategy, 1, part);
        passed += found.schedules();
        if (found.failure() instanceof Exploration.Failure failure) {
          passed--;
          complain("with the fix, " + strategy, failure);
        }
        exhausted = found.exhausted() && found.failure() == null;
        if (exhausted) {
          break;
        }
      }
      return new Verification(
          twin,
          seeds,
          ImmutableList.copyOf(needed),
          shown,
          passed,
          exhausted,
          ImmutableList.copyOf(complaints));
    }

    private void hunt(long seed) {
      Exploration found = Verification.hunt(twin, seed);
      if (!(found.failure() instanceof Exploration.Failure failure)) {
        complaints.add("seed " + seed + ": not found in " + found.schedules() + " schedules");
        return;
      }
      needed.add(failure.number() + 1);
      if (!twin.bug().explains(failure.run().verdict())) {
        complain("seed " + seed + " shows otherwise", failure);
      } else if (shown == null) {
        shown = shown(failure);
      }
    }

    private @Nullable Shown shown(Exploration.Failure failure) {
      Shrinker.Shrunk shrunk =
          Shrinker.shrink(twin, twin.broken(), failure.run().schedule(), SHRINKING_RUNS);
      Token token = Token.of(twin, twin.broken(), shrunk.schedule());
      if (twin.bug().explains(shrunk.run().verdict())) {
        return new Shown(shrunk, token);
      }
      complaints.add("shrunk: " + shrunk.run().verdict().describe() + "\ntoken: " + token);
      return null;
    }

    private void complain(String when, Exploration.Failure failure) {
      complaints.add(
          when + ": " + failure.run().verdict().describe() + "\ntoken: " + failure.token());
    }
  }
}
