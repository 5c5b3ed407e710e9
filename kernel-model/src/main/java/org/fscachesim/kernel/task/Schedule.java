package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The recorded choices of one run: enough to run it again.
///
/// As text: a blank-separated list, `t3/4` for "task 3 of four goes on", `d2/5` for "2 of five was
/// drawn", with `*n` behind a choice that came n times in a row.
public final class Schedule {
  /// One choice. Prints itself as in the text form.
  public sealed interface Choice {}

  /// Task `id` went on; `enabled` could have.
  ///
  /// @param id from 1
  /// @param enabled from 2: nobody is asked when one task can run
  public record Next(int id, int enabled) implements Choice {
    public Next {
      if (id < 1 || enabled < 2) {
        throw new IllegalArgumentException("task " + id + " of " + enabled + " is no choice");
      }
    }

    @Override
    public String toString() {
      return "t" + id + "/" + enabled;
    }
  }

  /// `value` of `n` was drawn.
  ///
  /// @param value 0 to n-1
  public record Draw(int value, int n) implements Choice {
    public Draw {
      if (value < 0 || value >= n) {
        throw new IllegalArgumentException("value (" + value + ") must be 0 to " + n + "-1");
      }
    }

    @Override
    public String toString() {
      return "d" + value + "/" + n;
    }
  }

  // Two numbers a choice, so that recording a run costs next to nothing: what was chosen (the
  // complement of a drawn value, which is negative, or a task's id, which is not), and of how many.
  private int[] numbers = new int[64];
  private int length;

  /// A schedule of these choices.
  public static Schedule of(List<? extends Choice> choices) {
    Schedule schedule = new Schedule();
    choices.forEach(schedule::add);
    return schedule;
  }

  /// In the order of the run.
  public List<Choice> choices() {
    List<Choice> out = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      out.add(choice(i));
    }
    return List.copyOf(out);
  }

  /// Choice number `index`, counted from 0.
  Choice choice(int index) {
    int chosen = numbers[2 * index];
    int of = numbers[2 * index + 1];
    return chosen < 0 ? new Draw(~chosen, of) : new Next(chosen, of);
  }

  public int size() {
    return length / 2;
  }

  private void add(Choice choice) {
    switch (choice) {
      case Next next -> addNext(next.id, next.enabled);
      case Draw draw -> addDraw(draw.value, draw.n);
    }
  }

  void addNext(int id, int enabled) {
    add(id, enabled);
  }

  void addDraw(int value, int n) {
    add(~value, n);
  }

  private void add(int chosen, int of) {
    if (length == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * length);
    }
    numbers[length++] = chosen;
    numbers[length++] = of;
  }

  /// Reads what [#toString()] printed.
  ///
  /// @throws IllegalArgumentException naming the word that is none
  public static Schedule parse(String text) {
    Schedule schedule = new Schedule();
    for (String word : text.strip().split("\\s+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      int star = word.indexOf('*');
      String choice = star < 0 ? word : word.substring(0, star);
      try {
        int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
        int slash = choice.indexOf('/');
        int value = Integer.parseInt(choice.substring(1, slash));
        int of = Integer.parseInt(choice.substring(slash + 1));
        Choice parsed =
            switch (choice.charAt(0)) {
              case 't' -> new Next(value, of);
              case 'd' -> new Draw(value, of);
              default -> throw new NumberFormatException();
            };
        if (times < 1) {
          throw new NumberFormatException();
        }
        for (int i = 0; i < times; i++) {
          schedule.add(parsed);
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "schedule: '"
                + word
                + "' is no choice: expected t<task>/<runnable> or d<value>/<of>, as in t3/4 or d0/2, with *<times> behind it where it repeats",
            e);
      }
    }
    return schedule;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; ) {
      int j = i + 2;
      while (j < length && numbers[j] == numbers[i] && numbers[j + 1] == numbers[i + 1]) {
        j += 2;
      }
      if (!out.isEmpty()) {
        out.append(' ');
      }
      out.append(choice(i / 2));
      if (j - i > 2) {
        out.append('*').append((j - i) / 2);
      }
      i = j;
    }
    return out.toString();
  }
}
