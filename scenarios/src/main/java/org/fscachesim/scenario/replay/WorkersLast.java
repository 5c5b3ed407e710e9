package org.fscachesim.scenario.replay;

import java.util.List;
import org.fscachesim.kernel.task.RoundRobin;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Everybody in turn; but while the script hastens to a look, kernel workers go on only when nobody
/// else can, as on a machine whose processors are all busy with what the processes do.
final class WorkersLast implements Strategy, Haste {
  private final Strategy inTurn = new RoundRobin();
  private volatile boolean late;

  @Override
  public boolean hasten(boolean lookIsComing) {
    late = lookIsComing;
    return lookIsComing;
  }

  @Override
  public void begin() {
    inTurn.begin();
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    if (!late) {
      return inTurn.next(runnable, current);
    }
    List<Task> others = runnable.stream().filter(task -> !isWorker(task)).toList();
    return inTurn.next(others.isEmpty() ? runnable : others, current);
  }

  static boolean isWorker(Task task) {
    return task.name().startsWith("kworker/");
  }

  @Override
  public int draw(String question, int n) {
    return inTurn.draw(question, n);
  }
}
