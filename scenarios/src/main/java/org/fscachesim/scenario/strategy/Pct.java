package org.fscachesim.scenario.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Probabilistic concurrency testing: each task gets a random priority, the highest that can run
/// does, and at `depth - 1` random steps the one that runs falls below all others.
///
/// A bug that needs `depth` orderings among at most `tasks` tasks and `steps` steps shows with a
/// chance of at least `1 / (tasks * steps^(depth - 1))` in each run, however long the rest of the
/// run is. (Burckhardt, Kothari, Musuvathi, Nagarakatte: A randomized scheduler with probabilistic
/// guarantees of finding bugs, 2010.)
final class Pct implements Strategy {
  /// Priorities of new tasks lie above those of tasks that fell.
  private static final int FALLEN = 1 << 20;

  private final long seed;
  private final int depth;
  private final int steps;
  private final int[] falls;
  private SplittableRandom random;
  private int[] priorities = new int[16];
  private int step;
  private int nextFall;

  /// @param depth from 1
  /// @param steps how many choices a run is expected to have, at least 1
  Pct(long seed, int depth, int steps) {
    this.seed = seed;
    this.depth = depth;
    this.steps = steps;
    this.falls = new int[depth - 1];
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void begin() {
    random = new SplittableRandom(seed);
    Arrays.fill(priorities, 0);
    step = 0;
    for (int i = 0; i < depth - 1; i++) {
      falls[i] = random.nextInt(steps);
    }
    Arrays.sort(falls);
    nextFall = 0;
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    Task next = highest(runnable);
    while (nextFall < falls.length && falls[nextFall] == step) {
      priorities[next.id()] = FALLEN - ++nextFall;
      next = highest(runnable);
    }
    step++;
    return next;
  }

  private Task highest(List<Task> runnable) {
    Task best = runnable.getFirst();
    for (int i = 1; i < runnable.size(); i++) {
      Task task = runnable.get(i);
      if (priority(task) > priority(best)) {
        best = task;
      }
    }
    return best;
  }

  /// Drawn when a task is first seen; of equal ones the older goes.
  private int priority(Task task) {
    int id = task.id();
    if (id >= priorities.length) {
      priorities = Arrays.copyOf(priorities, 2 * id);
    }
    if (priorities[id] == 0) {
      priorities[id] = FALLEN + 1 + random.nextInt(FALLEN);
    }
    return priorities[id];
  }

  @Override
  public int draw(String question, int n) {
    return random.nextInt(n);
  }

  @Override
  public String toString() {
    return "PCT of depth " + depth + ", seed " + seed;
  }
}
