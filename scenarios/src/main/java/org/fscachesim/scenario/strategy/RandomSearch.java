package org.fscachesim.scenario.strategy;

import org.fscachesim.kernel.task.RandomWalk;

/// Every choice uniform. Finds what many schedules show, quickly; what only few show, late.
public final class RandomSearch extends NumberedSearch {
  private final long seed;

  public RandomSearch(long seed, Shard shard) {
    super(shard);
    this.seed = seed;
  }

  /// The first is the walk from the seed itself, so that one walk can be asked for.
  @Override
  Attempt attempt(long number) {
    return new Attempt(number, new RandomWalk(number == 0 ? seed : Seeds.of(seed, number)), null);
  }

  @Override
  public String describe() {
    return "random walk from seed " + seed;
  }
}
