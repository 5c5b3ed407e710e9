package org.fscachesim.kernel.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a recorded [Schedule] again, and stops at the first choice that does not fit: that means
/// the models did something that no choice explains.
public final class Replay implements Strategy {
  private final Schedule schedule;
  private int at;

  public Replay(Schedule schedule) {
    this.schedule = schedule;
  }

  /// How many choices the run has not asked for. When some are left at its end, it ended earlier
  /// than the recorded one.
  public int remaining() {
    return schedule.size() - at;
  }

  @Override
  public void begin() {
    at = 0;
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    Schedule.Choice choice = take("which of " + runnable + " goes on");
    if (choice instanceof Schedule.Next(int id, int enabled) && enabled == runnable.size()) {
      for (Task task : runnable) {
        if (task.id() == id) {
          return task;
        }
      }
    }
    throw new ScheduleDiverged(
        "choice "
            + at
            + " of the schedule is "
            + choice
            + ", but the run asks which of "
            + runnable
            + " goes on");
  }

  @Override
  public int draw(String question, int n) {
    Schedule.Choice choice = take(question);
    if (choice instanceof Schedule.Draw(int value, int of) && of == n) {
      return value;
    }
    throw new ScheduleDiverged(
        "choice "
            + at
            + " of the schedule is "
            + choice
            + ", but the run draws one of "
            + n
            + " for: "
            + question);
  }

  private Schedule.Choice take(String question) {
    if (at >= schedule.size()) {
      throw new ScheduleDiverged(
          "the schedule ends after " + at + " choices, but the run goes on and asks: " + question);
    }
    return schedule.choice(at++);
  }
}
