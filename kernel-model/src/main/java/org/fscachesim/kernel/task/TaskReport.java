package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says for each unfinished task what it waits for, who holds that, and what it holds itself.
final class TaskReport {
  private TaskReport() {}

  static String of(Collection<Task> tasks) {
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
    out.append(": ").append(pending == null ? "runs" : pending.describe());
    if (pending != null && pending.resource().holder() instanceof Task holder) {
      out.append(", held by ").append(holder);
    }
    String separator = ", holds ";
    // A copy that no concurrent change can break; on the live machine tasks take locks meanwhile.
    for (Object held : task.heldLocks().toArray()) {
      if (held instanceof HeldLock lock) {
        out.append(separator).append(lock.lockClass());
        separator = ", ";
      }
    }
    if (task.peekKilled()) {
      out.append(" (killed)");
    }
    return out.toString();
  }
}
