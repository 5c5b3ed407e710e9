package org.fscachesim.kernel.task;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Every choice uniform, from a seed: the same seed gives the same run.
public final class RandomWalk implements Strategy {
  private final long seed;
  private SplittableRandom random;

  public RandomWalk(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void begin() {
    random = new SplittableRandom(seed);
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    return runnable.get(random.nextInt(runnable.size()));
  }

  @Override
  public int draw(String question, int n) {
    return random.nextInt(n);
  }

  @Override
  public String toString() {
    return "random walk, seed " + seed;
  }
}
