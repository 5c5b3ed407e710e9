package org.fscachesim.scenario.strategy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How the tree of a [DepthFirst] search is cut into parts, which are dealt out to shards in their
/// order.
///
/// Where to cut is found out by cutting: the tree is walked with a look into each part, which is
/// left after a few runs; the parts that had more are cut into smaller ones, and it is walked
/// again, until enough of them had more. What a search does depends on the program alone, so every
/// shard finds the same parts.
final class Parts {
  /// What is to be done where a part may begin.
  enum Verdict {
    /// No part: it is cut below.
    CUT,
    /// The part is explored.
    EXPLORED,
    /// It is another shard's, or known to be small.
    LEFT
  }

  /// So many parts for each shard, or a few more: they differ in size.
  private static final int ENOUGH = 16;

  /// Runs after which a look into a part ends.
  private static final int LOOK = 4;

  private static final int MOST_ROUNDS = 20;

  private final Shard shard;
  private final Map<Long, Integer> cuts = new HashMap<>();
  private final Set<Long> large = new HashSet<>();
  private final Set<Long> small = new HashSet<>();
  private boolean looking;
  private int round = 1;
  private int looked;
  private long now;
  private long dealt;

  Parts(Shard shard) {
    this.shard = shard;
    this.looking = shard.of() > 1;
  }

  /// Whether the tree is one part.
  boolean isOne() {
    return shard.of() == 1;
  }

  /// A part begins, if it is one.
  ///
  /// @param key of the way there
  Verdict enter(long key) {
    if (cuts.containsKey(key)) {
      return Verdict.CUT;
    }
    if (!looking) {
      return deal() ? Verdict.EXPLORED : Verdict.LEFT;
    }
    now = key;
    looked = 0;
    return small.contains(key) ? Verdict.LEFT : Verdict.EXPLORED;
  }

  /// How many more times the tree branches below a cut before parts may begin.
  int levels(long key) {
    return cuts.getOrDefault(key, 1) - 1;
  }

  /// Whether the next part belongs to this shard. A run that ends before a part begins is one.
  boolean deal() {
    return !looking && shard.owns(dealt++);
  }

  /// Whether runs count: while parts are only looked into, they do not.
  boolean count() {
    return !looking;
  }

  /// A run in a part has ended.
  ///
  /// @return whether to leave it, although it has more
  boolean hasSeenEnough() {
    if (looking && ++looked == LOOK) {
      large.add(now);
      return true;
    }
    return false;
  }

  /// A part was explored to its end.
  void isDone() {
    if (looking) {
      small.add(now);
    }
  }

  /// The walk is over.
  ///
  /// @return whether another one is to follow
  boolean walkAgain() {
    if (!looking) {
      return false;
    }
    if (large.isEmpty() || large.size() >= ENOUGH * (long) shard.of() || round == MOST_ROUNDS) {
      looking = false;
    } else {
      large.forEach(key -> cuts.put(key, round));
      large.clear();
      round++;
    }
    return true;
  }
}
