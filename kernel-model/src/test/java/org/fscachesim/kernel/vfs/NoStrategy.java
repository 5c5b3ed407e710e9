package org.fscachesim.kernel.vfs;

import java.util.List;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// For machines that run nothing.
final class NoStrategy implements Strategy {
  @Override
  public void begin() {}

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    throw new AssertionError("nothing runs");
  }

  @Override
  public int draw(String question, int n) {
    throw new AssertionError("nothing is drawn");
  }
}
