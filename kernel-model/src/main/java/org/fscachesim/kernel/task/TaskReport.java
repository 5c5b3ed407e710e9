package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says for each unfinished task what it waits for, who holds that, and what it holds itself.
final class TaskReport {
  private TaskReport() {}

  static String of(List<Task> tasks) {
    List<String> lines = new ArrayList<>();
    for (Task task : tasks) {
      if (!task.isFinished()) {
        lines.add("  " + line(task));
      }
    }
    return lines.isEmpty() ? "  (no task left)" : String.join("\n", lines);
  }

  private static String line(Task task) {
    StringBuilder out = new StringBuilder(task.toString());
    @Nullable Operation pending = task.pending();
    out.append(": ").append(pending == null ? "has not begun" : pending.describe());
    if (pending != null && pending.resource().holder() instanceof Task holder) {
      out.append(", held by ").append(holder);
    }
    if (!task.heldLocks().isEmpty()) {
      List<String> held = task.heldLocks().stream().map(HeldLock::lockClass).toList();
      out.append(", holds ").append(String.join(", ", held));
    }
    if (task.isKilled()) {
      out.append(" (killed)");
    }
    return out.toString();
  }
}
