package org.fscachesim.scenario.replay;

import java.util.List;
import org.fscachesim.kernel.task.RoundRobin;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Kernel workers go on when nobody else can: as on a machine whose processors are all busy with
/// what the processes do. Otherwise everybody in turn.
final class WorkersLast implements Strategy {
  private final Strategy inTurn = new RoundRobin();

  @Override
  public void begin() {
    inTurn.begin();
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    List<Task> others = runnable.stream().filter(task -> !isWorker(task)).toList();
    return inTurn.next(others.isEmpty() ? runnable : others, current);
  }

  private static boolean isWorker(Task task) {
    return task.name().startsWith("kworker/");
  }

  @Override
  public int draw(String question, int n) {
    return inTurn.draw(question, n);
  }
}
