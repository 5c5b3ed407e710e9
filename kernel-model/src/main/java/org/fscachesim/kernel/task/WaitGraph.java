package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// Who waits for whom when nobody can run, and what kind of standstill that makes.
///
/// Verified, in this order:
///
/// 1. *deadlock*: following locks to their holders, tasks to their ends and works to their workers
///    leads back to where it began;
/// 2. *lost wake-up*: a task sleeps, and the condition of its wait holds;
/// 3. *hung task*: a task waits for what no task that is left is known to do.
///
/// Not verified: a standstill of some tasks while others go on (that ends at the step bound), and
/// whether a task that could do it would. A wake-up that was lost, and that a timer made good, is
/// noted by the machine when the timer is due.
final class WaitGraph {
  private final List<Task> tasks;
  private final Predicate<BooleanSupplier> holds;

  private WaitGraph(List<Task> tasks, Predicate<BooleanSupplier> holds) {
    this.tasks = tasks;
    this.holds = holds;
  }

  /// A standstill, named and told.
  record Standstill(Symptom symptom, String told) {}

  /// @param holds evaluates the condition of a wait; false when it can not
  static Standstill of(List<Task> tasks, Predicate<BooleanSupplier> holds) {
    return new WaitGraph(tasks, holds).judge();
  }

  private Standstill judge() {
    for (Task task : tasks) {
      List<Task> chain = chain(task);
      Task last = awaited(chain.getLast());
      if (last != null) {
        List<Task> circle = chain.subList(chain.indexOf(last), chain.size());
        return new Standstill(
            Symptom.DEADLOCK, "in a circle: " + links(circle) + has(circle.getLast(), last));
      }
    }
    List<String> lost = new ArrayList<>();
    for (Task task : tasks) {
      if (task.pending() instanceof Operation.Wait wait
          && wait.condition() != null
          && holds.test(wait.condition())) {
        lost.add(task + " sleeps, but what it waits for is there: " + what(wait));
      }
    }
    if (!lost.isEmpty()) {
      return new Standstill(Symptom.LOST_WAKEUP, String.join("\n", lost));
    }
    return new Standstill(Symptom.HUNG_TASK, nobodyDoes());
  }

  private String nobodyDoes() {
    List<String> lines = new ArrayList<>();
    for (Task task : tasks) {
      if (!isAwaited(task)) {
        List<Task> chain = chain(task);
        lines.add("nobody is left to do it: " + links(chain) + wanted(chain.getLast()));
      }
    }
    return String.join("\n", lines);
  }

  /// Whom a task waits for, as far as that goes on, and what the last one wants.
  static String chainFrom(Task task) {
    List<Task> chain = chain(task);
    return links(chain) + wanted(chain.getLast());
  }

  private static String wanted(Task task) {
    return switch (task.pending()) {
      case null -> "?";
      case Operation.Wait wait -> what(wait);
      case Operation other -> other.describe();
    };
  }

  private boolean isAwaited(Task task) {
    return tasks.stream().anyMatch(t -> t != task && awaited(t) == task);
  }

  /// The task, whom it waits for, whom that one waits for, as far as it is known; each once.
  private static List<Task> chain(Task first) {
    List<Task> out = new ArrayList<>();
    Task at = first;
    while (at != null && !out.contains(at)) {
      out.add(at);
      at = awaited(at);
    }
    return out;
  }

  /// `a -> b (has the lock) -> `: whom each of the chain waits for, up to an arrow.
  private static String links(List<Task> chain) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < chain.size(); i++) {
      out.append(i == 0 ? chain.getFirst() : has(chain.get(i - 1), chain.get(i))).append(" -> ");
    }
    return out.toString();
  }

  private static String has(Task waiter, Task holder) {
    Operation pending = waiter.pending();
    return pending == null || pending.resource() instanceof Task
        ? holder.toString()
        : holder + " (has " + pending.resource().describe() + ")";
  }

  private static String what(Operation.Wait wait) {
    return wait.what() + " on " + wait.resource().describe();
  }

  /// Whom a task waits for; null when nobody in particular is known.
  static @Nullable Task awaited(Task task) {
    Operation pending = task.pending();
    if (pending == null) {
      return null;
    }
    Task holder = pending.resource() instanceof Task other ? other : pending.resource().holder();
    return holder == null || holder.isFinished() ? null : holder;
  }
}
