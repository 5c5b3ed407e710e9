package org.fscachesim.scenario.strategy;

/// Seeds of single runs, from the seed of a search.
final class Seeds {
  private Seeds() {}

  /// The seed of run `number` of a search. Searches from neighbouring seeds share no run.
  static long of(long seed, long number) {
    return mix(mix(seed) + number);
  }

  /// Neighbours in, strangers out: the finalizer of SplitMix64.
  static long mix(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
