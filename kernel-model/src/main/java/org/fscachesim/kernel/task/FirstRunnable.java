package org.fscachesim.kernel.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// No preemption: the current task goes on while it can, then the oldest one that can. Draws 0.
public final class FirstRunnable implements Strategy {
  @Override
  public void begin() {}

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    return current != null ? current : runnable.getFirst();
  }

  @Override
  public int draw(String question, int n) {
    return 0;
  }
}
