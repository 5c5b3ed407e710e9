package org.fscachesim.scenario.strategy;

import java.util.List;
import java.util.SplittableRandom;
import org.fscachesim.kernel.task.RoundRobin;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Every task makes one step in turn; what is drawn differs from run to run. The ordinary course of
/// things, with many inputs. The first attempt draws nothing but 0.
public final class RoundRobinSearch extends NumberedSearch {
  private final long seed;

  public RoundRobinSearch(long seed, Shard shard) {
    super(shard);
    this.seed = seed;
  }

  /// Turns, with answers from a seed.
  static Strategy drawing(long seed) {
    return new Drawing(seed, false);
  }

  private static final class Drawing implements Strategy {
    private final RoundRobin turns = new RoundRobin();
    private final long seed;
    private final boolean eventless;
    private SplittableRandom random;

    Drawing(long seed, boolean eventless) {
      this.seed = seed;
      this.eventless = eventless;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public void begin() {
      turns.begin();
      random = new SplittableRandom(seed);
    }

    @Override
    public Task next(List<Task> runnable, @Nullable Task current) {
      return turns.next(runnable, current);
    }

    @Override
    public int draw(String question, int n) {
      return eventless ? 0 : random.nextInt(n);
    }

    @Override
    public String toString() {
      return eventless ? "round robin, nothing happens" : "round robin, answers of seed " + seed;
    }
  }

  @Override
  Attempt attempt(long number) {
    return new Attempt(number, new Drawing(Seeds.of(seed, number), number == 0), null);
  }

  @Override
  public String describe() {
    return "round robin, answers drawn from seed " + seed;
  }
}
