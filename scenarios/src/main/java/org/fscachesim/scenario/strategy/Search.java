package org.fscachesim.scenario.strategy;

import java.util.List;

/// A family of runs, in an order.
///
/// Attempts of one batch may run at the same time and in any order; what is learned from them comes
/// in the order of their numbers. Which attempts there are depends on nothing else, so that the
/// number of threads changes nothing.
public interface Search {
  /// One line for reports, with all that another run needs to be the same.
  String describe();

  /// The next attempts, numbered on; empty when there is nothing left to try.
  ///
  /// @param most the largest number of attempts that are wanted, at least 1
  List<Attempt> batch(int most);

  /// How an attempt of the last batch came out. Called once for each, in the order of their
  /// numbers.
  void learn(Attempt attempt, Feedback feedback);

  /// Whether a run that came to its end counts here, and not with another shard. Asked once for
  /// each attempt that was not given up, before [#learn(Attempt, Feedback)].
  default boolean isMine(Attempt attempt) {
    return true;
  }

  /// Whether all there is to try was tried, so that the absence of a failure is a proof, within
  /// [#describe()].
  default boolean isExhausted() {
    return false;
  }

  /// Whether [Feedback#news()] is wanted, which costs time in each run.
  default boolean wantsNews() {
    return false;
  }
}
