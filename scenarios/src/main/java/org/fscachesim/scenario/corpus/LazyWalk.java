package org.fscachesim.scenario.corpus;

import java.util.List;
import java.util.SplittableRandom;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// A random walk that seldom switches: most bugs need few preemptions, but long stretches between
/// them.
final class LazyWalk implements Strategy {
  private final long seed;
  private final int oneIn;
  private SplittableRandom random;

  private LazyWalk(long seed, int oneIn) {
    this.seed = seed;
    this.oneIn = oneIn;
    this.random = new SplittableRandom(seed);
  }

  /// One walk per seed: every fifth switches at each point, the others ever more seldom.
  static Strategy of(long seed) {
    int laziness = Math.floorMod(seed, 5);
    return laziness == 0 ? new RandomWalk(seed) : new LazyWalk(seed, 1 << 2 * laziness);
  }

  @Override
  public void begin() {
    random = new SplittableRandom(seed);
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    if (current != null && random.nextInt(oneIn) != 0) {
      return current;
    }
    return runnable.get(random.nextInt(runnable.size()));
  }

  @Override
  public int draw(String question, int n) {
    return random.nextInt(n);
  }

  @Override
  public String toString() {
    return "walk that switches once in " + oneIn + ", seed " + seed;
  }
}
