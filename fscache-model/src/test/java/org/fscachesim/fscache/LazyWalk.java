package org.fscachesim.fscache;

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
  private SplittableRandom random;

  LazyWalk(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /// One walk per seed: every other one is lazy, in several degrees.
  static Strategy of(int seed) {
    return seed % 2 == 0 ? new RandomWalk(seed) : new LazyWalk(seed);
  }

  @Override
  public void begin() {
    random = new SplittableRandom(seed);
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    int oneIn = 3 + (int) (seed / 2 % 4) * 4;
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
    return "lazy walk, seed " + seed;
  }
}
