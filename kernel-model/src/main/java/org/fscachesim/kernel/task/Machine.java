package org.fscachesim.kernel.task;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What runs tasks, and the only thing below the models that knows how.
///
/// Model code has no mode: it never asks which machine it is on. Every primitive of kernel-model is
/// written once over these methods.
public sealed interface Machine permits LiveMachine, SimMachine {
  /// The task that runs this code.
  ///
  /// @throws org.fscachesim.kernel.KernelBug when no task does
  Task current();

  /// Starts a task.
  Task spawn(String name, Runnable body);

  /// A scheduling point, reached before each operation that other tasks could notice.
  void reach(Operation operation);

  /// As [#reach(Operation)], before a touch of `resource`.
  default void reach(Resource resource, Operation.Access access) {
    reach(new Operation.Touch(resource, access));
  }

  /// As [#reach(Resource, Operation.Access)], before a look whether `resource` is still there.
  ///
  /// Looks that follow each other, and a touch that follows them, are one step, as long as the task
  /// does nothing else in between that others could notice. No bug is lost by that: a look changes
  /// nothing, so who takes the resource away behind it could as well have done so before it, and
  /// the look would have told; and whatever else comes between could come before.
  default void look(Resource resource) {
    reach(resource, Operation.Access.READ);
  }

  /// Tells observers that the current task touches `resource` in the step that it is in: what
  /// others could notice, but that needs no scheduling point of its own, such as giving back a
  /// lock.
  void touch(Resource resource, Operation.Access access);

  /// The stores that are not seen yet; null on a machine where every store is seen at once.
  @Nullable StoreBuffers stores();

  /// Who looks after plain fields, from the first time on that this is asked; null on a machine
  /// whose tasks run in parallel.
  @Nullable RaceDetector races();

  /// Whether it shall be noted where in the code locks and plain fields are touched; see
  /// [SimMachine#withoutPlaces()].
  default boolean notesPlaces() {
    return true;
  }

  /// Sleeps until [#unpark(Task)] is called for the current task. A call that came since the last
  /// park counts (one permit). May return early; callers check their condition again.
  void park(Operation reason);

  /// As [#park(Operation)], but no longer than until `deadlineNanos` of [#nanos()].
  void parkUntil(Operation reason, long deadlineNanos);

  /// Lets `task` return from its park, or not enter its next one.
  void unpark(Task task);

  /// Nanoseconds since boot, monotonic. Virtual on the simulated machine.
  long nanos();

  /// Wall clock, seconds since 1970.
  long wallSeconds();

  /// Tells observers, in words, what the current task has just done: a call of a process and what
  /// came of it. No scheduling point, and made into words only when somebody wants them.
  default void note(Supplier<String> what) {}

  /// Draws one of `n` answers to a question about the world (a fault, a kill, a generated value). 0
  /// is the uneventful answer, and the only one that the live machine gives.
  int choose(String question, int n);
}
