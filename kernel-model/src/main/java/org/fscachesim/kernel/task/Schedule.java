package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.List;

/// The recorded choices of one run: enough to run it again.
///
/// As text: a blank-separated list, `t3/4` for "task 3 of four goes on", `d2/5` for "2 of five was
/// drawn", with `*n` behind a choice that came n times in a row.
public final class Schedule {
  /// One choice.
  public sealed interface Choice {}

  /// Task `id` went on; `enabled` could have.
  public record Next(int id, int enabled) implements Choice {}

  /// `value` of `n` was drawn.
  public record Draw(int value, int n) implements Choice {}

  private final List<Choice> choices = new ArrayList<>();

  /// In the order of the run.
  public List<Choice> choices() {
    return List.copyOf(choices);
  }

  public int size() {
    return choices.size();
  }

  void add(Choice choice) {
    choices.add(choice);
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
        for (int i = 0; i < times; i++) {
          schedule.add(parsed);
        }
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "schedule: '" + word + "' is no choice: expected t<task>/<enabled> or d<value>/<of>",
            e);
      }
    }
    return schedule;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < choices.size(); ) {
      int j = i + 1;
      while (j < choices.size() && choices.get(j).equals(choices.get(i))) {
        j++;
      }
      if (!out.isEmpty()) {
        out.append(' ');
      }
      out.append(
          switch (choices.get(i)) {
            case Next next -> "t" + next.id + "/" + next.enabled;
            case Draw draw -> "d" + draw.value + "/" + draw.n;
          });
      if (j - i > 1) {
        out.append('*').append(j - i);
      }
      i = j;
    }
    return out.toString();
  }
}
