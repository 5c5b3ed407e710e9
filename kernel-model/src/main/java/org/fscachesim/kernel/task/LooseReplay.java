package org.fscachesim.kernel.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows a recorded [Schedule] as far as it fits, and goes on without preemption from there: for
/// schedules of a model that has changed since, where [Replay] would stop.
public final class LooseReplay implements Strategy {
  private final Schedule schedule;
  private final Strategy rest = new FirstRunnable();
  private int at;
  private boolean fits = true;

  public LooseReplay(Schedule schedule) {
    this.schedule = schedule;
  }

  /// Whether every choice so far was the recorded one.
  public boolean fits() {
    return fits;
  }

  @Override
  public void begin() {
    at = 0;
    fits = true;
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    if (take() instanceof Schedule.Next(int id, int enabled) && enabled == runnable.size()) {
      for (Task task : runnable) {
        if (task.id() == id) {
          return task;
        }
      }
    }
    fits = false;
    return rest.next(runnable, current);
  }

  @Override
  public int draw(String question, int n) {
    if (take() instanceof Schedule.Draw(int value, int of) && of == n) {
      return value;
    }
    fits = false;
    return rest.draw(question, n);
  }

  private Schedule.@Nullable Choice take() {
    return fits && at < schedule.size() ? schedule.choice(at++) : null;
  }
}
