package org.fscachesim.scenario.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.task.Strategy;

/// Several ideas, each as often as it pays: what meets situations that nobody met before gets more
/// of the runs that follow, and its schedules are kept, to be varied.
///
/// All learn from all: a variation begins with the first part of a schedule that was new, whoever
/// found it, and goes on at random. A quarter of the runs goes to all ideas alike, so that none is
/// ever lost.
public final class Portfolio implements Search {
  private static final int KEPT = 256;
  private static final int BATCHES_REMEMBERED = 32;
  private static final int FIRST_GUESS = 64;

  /// The ideas; each makes a strategy of a seed.
  private enum Idea {
    RANDOM,
    PCT_1,
    PCT_2,
    PCT_3,
    PCT_5,
    PCT_20,
    PCT_50,
    ROUND_ROBIN,
    VARIATION
  }

  private final long seed;
  private final Shard shard;
  private final SplittableRandom random;
  private final double[] news = new double[Idea.values().length];
  private final double[] runs = new double[Idea.values().length];
  private final List<Idea> batch = new ArrayList<>();
  private final List<Schedule> kept = new ArrayList<>();
  private long next;
  private long firstOfBatch;
  private int steps = FIRST_GUESS;

  public Portfolio(long seed, Shard shard) {
    this.seed = seed;
    this.shard = shard;
    this.random = new SplittableRandom(Seeds.of(seed, -1 - shard.index()));
  }

  @Override
  public String describe() {
    return "portfolio from seed " + seed;
  }

  @Override
  public boolean wantsNews() {
    return true;
  }

  @Override
  public List<Attempt> batch(int most) {
    for (int i = 0; i < news.length; i++) {
      news[i] -= news[i] / BATCHES_REMEMBERED;
      runs[i] -= runs[i] / BATCHES_REMEMBERED;
    }
    batch.clear();
    firstOfBatch = next;
    List<Attempt> out = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      Idea idea = draw();
      batch.add(idea);
      long number = shard.number(next++);
      out.add(new Attempt(number, strategy(idea, Seeds.of(seed, number)), null));
    }
    return out;
  }

  private Idea draw() {
    Idea[] ideas = Idea.values();
    if (random.nextInt(4) == 0) {
      return ideas[random.nextInt(ideas.length)];
    }
    double sum = 0;
    for (int i = 0; i < ideas.length; i++) {
      sum += weight(i);
    }
    double at = random.nextDouble(sum);
    int i = 0;
    while (i < ideas.length - 1 && at >= weight(i)) {
      at -= weight(i);
      i++;
    }
    return ideas[i];
  }

  private double weight(int idea) {
    return (news[idea] + 1) / (runs[idea] + 1);
  }

  private Strategy strategy(Idea idea, long runSeed) {
    return switch (idea) {
      case RANDOM -> new RandomWalk(runSeed);
      case PCT_1 -> new Pct(runSeed, 1, steps);
      case PCT_2 -> new Pct(runSeed, 2, steps);
      case PCT_3 -> new Pct(runSeed, 3, steps);
      case PCT_5 -> new Pct(runSeed, 5, steps);
      case PCT_20 -> new Pct(runSeed, 20, steps);
      case PCT_50 -> new Pct(runSeed, 50, steps);
      case ROUND_ROBIN -> RoundRobinSearch.drawing(runSeed);
      case VARIATION ->
          kept.isEmpty()
              ? new RandomWalk(runSeed)
              : new Variation(kept.get(random.nextInt(kept.size())), runSeed);
    };
  }

  @Override
  public void learn(Attempt attempt, Feedback feedback) {
    Idea idea = batch.get((int) ((attempt.number() - shard.number(firstOfBatch)) / shard.of()));
    runs[idea.ordinal()]++;
    news[idea.ordinal()] += Math.min(feedback.news(), 8);
    steps = Math.max(steps, feedback.schedule().size());
    if (feedback.news() > 0 && feedback.schedule().size() > 0) {
      if (kept.size() < KEPT) {
        kept.add(feedback.schedule());
      } else {
        kept.set(random.nextInt(KEPT), feedback.schedule());
      }
    }
  }
}
