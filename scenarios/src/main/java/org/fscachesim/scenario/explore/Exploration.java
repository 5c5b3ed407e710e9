package org.fscachesim.scenario.explore;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.Locale;
import org.fscachesim.kernel.Switch;
import org.fscachesim.scenario.strategy.Shard;
import org.jspecify.annotations.Nullable;

/// What an exploration came to.
///
/// @param scenario its name
/// @param search what was tried, with all that another exploration needs to be the same
/// @param shard which part of it
/// @param schedules runs that came to an end
/// @param steps scheduling points in all of them
/// @param pruned runs that the search gave up itself, as nothing new could come of them
/// @param situations different ones that were met; see [Explorer#countSituations()]
/// @param unreached the switches for which no run asked the kernel: each is asked for in one place
///   of the models, which nobody came to
/// @param exhausted whether there is nothing left to try
/// @param failure the first run that failed, by its number; null when none did
public record Exploration(
    String scenario,
    String search,
    Shard shard,
    long schedules,
    long steps,
    long pruned,
    int situations,
    ImmutableList<Switch> unreached,
    boolean exhausted,
    Duration took,
    @Nullable Failure failure) {
  /// A run that failed.
  ///
  /// @param number of the attempt within the search, from 0
  /// @param run what it was
  /// @param token gives the same run again: see [Token]
  public record Failure(long number, ScenarioRun run, Token token) {}

  /// One line: how many schedules, and whether one failed.
  public String summary() {
    String all =
        exhausted && failure == null
            ? "all "
                + schedules
                + " inequivalent schedules"
                + (shard.of() == 1 ? "" : " of shard " + shard)
                + ", none fails"
            : failure == null
                ? schedules + " passed, 0 failed"
                : schedules - 1 + " passed, 1 failed";
    return String.format(
        Locale.ROOT,
        "%s: %s (%s; %.1f s, %,.0f schedules a second)",
        scenario,
        all,
        search,
        took.toNanos() / 1e9,
        perSecond());
  }

  /// Schedules a second.
  public double perSecond() {
    return took.isZero() ? 0 : schedules * 1e9 / took.toNanos();
  }
}
