package org.fscachesim.scenario.strategy;

/// [Pct], each run with a seed of its own. Finds what few ordered steps of long runs show.
///
/// The changes of priority are spread over as many choices as the longest run so far had.
public final class PctSearch extends NumberedSearch {
  private static final int FIRST_GUESS = 64;

  private final long seed;
  private final int depth;
  private int steps = FIRST_GUESS;

  /// @param depth how many orderings a bug may need; 1 to 100
  public PctSearch(long seed, int depth, Shard shard) {
    super(shard);
    if (depth < 1 || depth > 100) {
      throw new IllegalArgumentException("PCT depth (" + depth + ") must be 1 to 100");
    }
    this.seed = seed;
    this.depth = depth;
  }

  @Override
  Attempt attempt(long number) {
    return new Attempt(number, new Pct(Seeds.of(seed, number), depth, steps), null);
  }

  @Override
  public void learn(Attempt attempt, Feedback feedback) {
    steps = Math.max(steps, feedback.schedule().size());
  }

  @Override
  public String describe() {
    return "PCT of depth " + depth + " from seed " + seed;
  }
}
