package org.fscachesim.scenario.strategy;

import java.util.List;
import java.util.SplittableRandom;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Follows a schedule up to a random choice, and from there makes its own at random, mostly staying
/// with the task that runs. Where the schedule does not fit, its own begin at once.
final class Variation implements Strategy {
  private final List<Schedule.Choice> choices;
  private final long seed;
  private SplittableRandom random;
  private int at;
  private int end;
  private int eagerness;

  Variation(Schedule schedule, long seed) {
    this.choices = schedule.choices();
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void begin() {
    random = new SplittableRandom(seed);
    at = 0;
    end = random.nextInt(choices.size() + 1);
    // One change of task in 1, 2, 4, 8 or 16 choices.
    eagerness = 1 << random.nextInt(5);
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    if (at < end && choices.get(at++) instanceof Schedule.Next(int id, int enabled)) {
      for (Task task : runnable) {
        if (task.id() == id && enabled == runnable.size()) {
          return task;
        }
      }
    }
    end = 0;
    if (current != null && random.nextInt(eagerness) != 0) {
      return current;
    }
    return runnable.get(random.nextInt(runnable.size()));
  }

  @Override
  public int draw(String question, int n) {
    if (at < end && choices.get(at++) instanceof Schedule.Draw(int value, int of) && of == n) {
      return value;
    }
    end = 0;
    return random.nextInt(n);
  }
}
