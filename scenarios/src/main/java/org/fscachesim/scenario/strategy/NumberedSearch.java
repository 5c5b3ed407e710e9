package org.fscachesim.scenario.strategy;

import java.util.ArrayList;
import java.util.List;

/// A search whose attempts depend on their number only, and so can be dealt out to shards.
abstract class NumberedSearch implements Search {
  private final Shard shard;
  private long next;

  NumberedSearch(Shard shard) {
    this.shard = shard;
  }

  @Override
  public final List<Attempt> batch(int most) {
    List<Attempt> out = new ArrayList<>(most);
    while (out.size() < most) {
      long number = shard.number(next++);
      out.add(attempt(number));
    }
    return out;
  }

  abstract Attempt attempt(long number);

  @Override
  public void learn(Attempt attempt, Feedback feedback) {}
}
