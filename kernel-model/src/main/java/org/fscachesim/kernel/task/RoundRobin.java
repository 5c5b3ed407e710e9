package org.fscachesim.kernel.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every task that can go on makes one step in turn, as if each had a processor of its own and all
/// were equally fast. What is short comes to its end before what is long, as on a real machine.
/// Draws 0.
public final class RoundRobin implements Strategy {
  private int last;

  @Override
  public void begin() {
    last = 0;
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    Task next = runnable.getFirst();
    for (Task task : runnable) {
      if (task.id() > last) {
        next = task;
        break;
      }
    }
    last = next.id();
    return next;
  }

  @Override
  public int draw(String question, int n) {
    return 0;
  }
}
