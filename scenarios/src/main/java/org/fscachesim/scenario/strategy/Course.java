package org.fscachesim.scenario.strategy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// The course of a run as a list of small numbers, one for each choice: made for generators, as any
/// list is a course of any run, and a plainer list a plainer one.
///
/// 0 lets the task go on that runs (or the oldest, when that cannot), and draws the uneventful
/// answer; n lets the n-th other go on, and draws the answer n. Numbers too large begin anew from
/// 0. When the list is at its end, all that follows is 0.
///
/// @param choices not negative
public record Course(ImmutableList<Integer> choices) {
  /// Nobody is interrupted, nothing happens.
  public static final Course PLAIN = new Course(ImmutableList.of());

  public Course {
    for (int choice : choices) {
      if (choice < 0) {
        throw new IllegalArgumentException("choice (" + choice + ") must not be negative");
      }
    }
  }

  /// A course of these numbers.
  public static Course of(List<Integer> choices) {
    return new Course(ImmutableList.copyOf(choices));
  }

  /// A strategy that takes this course.
  public Strategy strategy() {
    return new Following(choices);
  }

  private static final class Following implements Strategy {
    private final List<Integer> choices;
    private int at;

    Following(List<Integer> choices) {
      this.choices = choices;
    }

    @Override
    public void begin() {
      at = 0;
    }

    private int take(int n) {
      return at < choices.size() ? choices.get(at++) % n : 0;
    }

    @Override
    public Task next(List<Task> runnable, @Nullable Task current) {
      int plain = current == null ? 0 : runnable.indexOf(current);
      return runnable.get((plain + take(runnable.size())) % runnable.size());
    }

    @Override
    public int draw(String question, int n) {
      return take(n);
    }
  }

  /// As Java, to be written into a test: `Course.of(List.of(0, 1))`.
  @Override
  public String toString() {
    return "Course.of(List.of("
        + String.join(", ", choices.stream().map(String::valueOf).toList())
        + "))";
  }
}
