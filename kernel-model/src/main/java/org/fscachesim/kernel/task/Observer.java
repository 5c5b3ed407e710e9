package org.fscachesim.kernel.task;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hears what a simulated run does, while it does it: for strategies that learn, and for checkers.
///
/// A task's life is a row of steps. A step begins with [#performs(Task, Operation)] and goes on to
/// the task's next scheduling point, park or end; nobody else runs meanwhile. What it does to
/// others is its operation and all that is told between. One that begins with
/// [looks][Machine#look(Resource)] performs several operations.
///
/// The calls come from the task that runs. They must be short, and not touch the machine. While
/// tasks are taken down at the end of a run there are none.
public interface Observer {
  /// `task` goes on with what it had announced: it does `operation` now. Also when it comes back
  /// from a park, where it looks again at what it waits for.
  default void performs(Task task, Operation operation) {}

  /// `task` touches `resource` in its step, without a scheduling point: gives back a lock, frees an
  /// object, looks at a kill.
  default void touches(Task task, Resource resource, Operation.Access access) {}

  /// `task` was spawned; by null for the main task.
  default void spawns(@Nullable Task by, Task task) {}

  /// `task` parks.
  ///
  /// @param sleeps whether it can not go on until it is unparked or its deadline comes; else it had
  ///   been unparked before, or the deadline has passed, and its step goes on
  default void parks(Task task, Operation reason, boolean sleeps) {}

  /// `task` can go on, or will not enter its next park; by null when its deadline came.
  default void unparks(@Nullable Task by, Task task) {}

  /// Nobody could go on, and the clock jumped; the tasks that are due are told next.
  default void timePasses(long nanos) {}

  /// `task` got an answer.
  default void draws(Task task, String question, int n, int value) {}

  /// `task` says what it has just done: a call of a process and what came of it.
  ///
  /// @param what makes the words, which takes time; nobody needs to ask
  default void notes(Task task, Supplier<String> what) {}

  /// `task` has ended.
  default void ends(Task task) {}
}
