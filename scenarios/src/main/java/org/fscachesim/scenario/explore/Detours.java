package org.fscachesim.scenario.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Runs the plainest course with some [Detour]s; those that do not fit are left out. Or follows
/// another strategy, and notes which detours that makes.
final class Detours implements Strategy {
  private record Place(boolean draw, int at, int count) {}

  private final @Nullable Strategy leader;
  private final Map<Place, Integer> wanted = new LinkedHashMap<>();
  private final List<Detour> taken = new ArrayList<>();
  private int[] turns = new int[16];
  private int[] draws = new int[16];
  private int last = 1;

  private Detours(@Nullable Strategy leader, Collection<Detour> detours) {
    this.leader = leader;
    for (Detour detour : detours) {
      switch (detour) {
        case Detour.Turn turn -> wanted.put(new Place(false, turn.at(), turn.count()), turn.to());
        case Detour.Answer answer ->
            wanted.put(new Place(true, answer.at(), answer.count()), answer.value());
      }
    }
  }

  static Detours with(Collection<Detour> detours) {
    return new Detours(null, detours);
  }

  static Detours of(Strategy leader) {
    return new Detours(leader, List.of());
  }

  /// The detours of the run, in its order.
  List<Detour> taken() {
    return List.copyOf(taken);
  }

  @Override
  public void begin() {
    taken.clear();
    Arrays.fill(turns, 0);
    Arrays.fill(draws, 0);
    last = 1;
    if (leader != null) {
      leader.begin();
    }
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    int at = current == null ? last : current.id();
    turns = grown(turns, at);
    int count = turns[at]++;
    Task plain = current == null ? runnable.getFirst() : current;
    Task next =
        leader != null
            ? leader.next(runnable, current)
            : find(runnable, wanted.get(new Place(false, at, count)), plain);
    if (!next.equals(plain)) {
      taken.add(new Detour.Turn(at, count, next.id(), current != null));
    }
    last = next.id();
    return next;
  }

  private static Task find(List<Task> runnable, @Nullable Integer id, Task otherwise) {
    if (id != null) {
      for (Task task : runnable) {
        if (task.id() == id) {
          return task;
        }
      }
    }
    return otherwise;
  }

  @Override
  public void alone(Task task) {
    last = task.id();
    if (leader != null) {
      leader.alone(task);
    }
  }

  @Override
  public int draw(String question, int n) {
    draws = grown(draws, last);
    int count = draws[last]++;
    Integer value = wanted.getOrDefault(new Place(true, last, count), 0);
    int answer = leader != null ? leader.draw(question, n) : value < n ? value : 0;
    if (answer != 0) {
      taken.add(new Detour.Answer(last, count, answer));
    }
    return answer;
  }

  private static int[] grown(int[] counts, int index) {
    return index < counts.length ? counts : Arrays.copyOf(counts, 2 * index);
  }
}
