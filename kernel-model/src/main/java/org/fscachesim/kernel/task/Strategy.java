package org.fscachesim.kernel.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An idea of how to explore: who goes next, and what is drawn. One object serves one run at a
/// time; everything that differs between two runs comes from here.
///
/// A strategy that sees that nothing new can come of a run throws [RunPruned].
public interface Strategy {
  /// A new run begins.
  void begin();

  /// Who goes next.
  ///
  /// @param runnable at least two tasks, ascending by id
  /// @param current the task that reached a scheduling point and could go on, or null when it
  ///   cannot
  /// @return one of `runnable`
  Task next(List<Task> runnable, @Nullable Task current);

  /// Only `task` can go on, and does: nothing to choose. For strategies that count steps.
  default void alone(Task task) {}

  /// One of `n` answers (0 to n-1) to a question about the world; 0 is the uneventful one.
  int draw(String question, int n);
}
