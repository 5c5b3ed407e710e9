package org.fscachesim.scenario.explore;

/// One place at which a run leaves its plainest course, which is: nobody is interrupted, the oldest
/// goes on, and nothing eventful is drawn.
///
/// A place is named by a task and how many choices that task had met by then, so that it stays the
/// same when others are taken out.
///
/// ```
/// Detour = Turn | Answer
/// ```
sealed interface Detour {
  /// `to` goes on.
  ///
  /// @param at the task that came to the choice
  /// @param count of its choices before
  /// @param preempts whether `at` could have gone on
  record Turn(int at, int count, int to, boolean preempts) implements Detour {}

  /// `value` is drawn.
  ///
  /// @param at the task that draws; count of its draws before
  record Answer(int at, int count, int value) implements Detour {}
}
