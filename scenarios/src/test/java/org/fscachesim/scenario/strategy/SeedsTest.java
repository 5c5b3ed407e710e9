package org.fscachesim.scenario.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.kernel.task.RandomWalk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a user's seed means.
final class SeedsTest {
  private static List<String> runs(String strategy, long seed) {
    return Searches.parse(strategy, seed, Shard.WHOLE).batch(1000).stream()
        .map(attempt -> attempt.strategy().toString())
        .map(Objects::requireNonNull)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct", "round-robin"})
  void neighbouringSeedsShareNoRun(String strategy) {
    Set<String> met = new HashSet<>();
    for (long seed = 0; seed < 4; seed++) {
      met.addAll(runs(strategy, seed));
    }
    // Round robin begins with the run that draws nothing but 0, whatever the seed.
    assertEquals(strategy.equals("round-robin") ? 3997 : 4000, met.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1182, -5})
  void theFirstRandomWalkIsThatOfTheSeed(long seed) {
    assertEquals(new RandomWalk(seed).toString(), runs("random", seed).getFirst());
    assertNotEquals(new RandomWalk(seed + 1).toString(), runs("random", seed).get(1));
  }
}
