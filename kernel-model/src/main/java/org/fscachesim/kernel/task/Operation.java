package org.fscachesim.kernel.task;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What a task is about to do, or waits for. Deadlock reports, traces and exploration strategies
/// read this one object.
public sealed interface Operation {
  /// What is touched.
  Resource resource();

  /// How a resource is touched.
  enum Access {
    READ,
    WRITE,
    /// Gives back a lock: a write, which lets the next take it.
    RELEASE
  }

  /// Reads or changes a counter, flag word or shared field.
  record Touch(Resource resource, Access access) implements Operation {}

  /// Takes a lock.
  record Acquire(Resource resource) implements Operation {}

  /// Waits for `what` on a queue, a completion, a task.
  ///
  /// @param killable whether a fatal signal ends the wait
  /// @param condition what ends the wait, for reports: may be asked when nobody runs; null when it
  ///   is not known
  record Wait(Resource resource, String what, boolean killable, @Nullable BooleanSupplier condition)
      implements Operation {
    /// A wait that nothing but its end ends.
    public Wait(Resource resource, String what) {
      this(resource, what, false);
    }

    /// A wait for something that can not be asked.
    public Wait(Resource resource, String what, boolean killable) {
      this(resource, what, killable, null);
    }
  }

  /// Wakes those who wait.
  record Wake(Resource resource) implements Operation {}

  /// Sleeps until a point of time, nanoseconds since boot.
  record Sleep(Resource resource, long untilNanos) implements Operation {}

  /// Begins to run.
  record Start(Resource resource) implements Operation {}

  /// One line for reports.
  default String describe() {
    String what = resource().describe();
    return switch (this) {
      case Touch t -> (t.access == Access.READ ? "read " : "write ") + what;
      case Acquire _ -> "lock " + what;
      case Wait w -> "wait for " + w.what + (w.killable ? " (killable)" : "") + " on " + what;
      case Wake _ -> "wake " + what;
      case Sleep s -> "sleep until " + s.untilNanos / 1_000_000 + " ms";
      case Start _ -> "start";
    };
  }
}
