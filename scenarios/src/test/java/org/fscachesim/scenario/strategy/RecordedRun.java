package org.fscachesim.scenario.strategy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Makes a run, at random or in a given order of its steps, and writes down what each task does.
///
/// To be given to a machine as its strategy and as its observer.
final class RecordedRun implements Strategy, Observer {
  private final RandomWalk walk;
  private final @Nullable List<Integer> given;
  private final Map<Integer, Deque<Integer>> givenAnswers = new HashMap<>();
  private final Causality causality = new Causality((_, _) -> {});
  private final List<Integer> order = new ArrayList<>();
  private final Map<Integer, List<Integer>> answers = new HashMap<>();
  private final Map<Integer, List<String>> deeds = new TreeMap<>();
  private @Nullable String strayed;

  private RecordedRun(long seed, @Nullable List<Integer> given) {
    this.walk = new RandomWalk(seed);
    this.given = given;
  }

  static RecordedRun atRandom(long seed) {
    return new RecordedRun(seed, null);
  }

  /// The steps of this run, which is over, in another order: each comes behind all that it depends
  /// on, as before.
  RecordedRun reordered(Random random) {
    causality.endStep();
    Map<Integer, Deque<Event>> left = new TreeMap<>();
    causality
        .events()
        .forEach(event -> left.computeIfAbsent(event.task, _ -> new ArrayDeque<>()).add(event));
    Map<Integer, Integer> done = new HashMap<>();
    List<Integer> drawn = new ArrayList<>(order.size());
    while (!left.isEmpty()) {
      List<Deque<Event>> ready =
          left.values().stream().filter(events -> mayCome(events.getFirst(), done)).toList();
      Deque<Event> next = ready.get(random.nextInt(ready.size()));
      int task = next.removeFirst().task;
      drawn.add(task);
      done.merge(task, 1, Integer::sum);
      left.values().removeIf(Deque::isEmpty);
    }
    RecordedRun run = new RecordedRun(0, drawn);
    answers.forEach((task, values) -> run.givenAnswers.put(task, new ArrayDeque<>(values)));
    return run;
  }

  private static boolean mayCome(Event event, Map<Integer, Integer> done) {
    for (int task = 0; task < event.clock.length; task++) {
      int before = task == event.task ? event.clock[task] - 1 : event.clock[task];
      if (done.getOrDefault(task, 0) < before) {
        return false;
      }
    }
    return true;
  }

  /// In what a task did something else than in `other`; null when all did the same.
  @Nullable String difference(RecordedRun other) {
    for (Map.Entry<Integer, List<String>> entry : deeds.entrySet()) {
      List<String> here = entry.getValue();
      List<String> there = other.deeds.getOrDefault(entry.getKey(), List.of());
      for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
        if (!deed(here, i).equals(deed(there, i))) {
          return "task %d, after %s: %s, and %s"
              .formatted(entry.getKey(), deed(here, i - 1), deed(here, i), deed(there, i));
        }
      }
    }
    return strayed != null ? strayed : other.strayed;
  }

  private static String deed(List<String> all, int index) {
    return index >= 0 && index < all.size() ? all.get(index) : "nothing";
  }

  @Override
  public void begin() {
    walk.begin();
    causality.begin();
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    Task next = given == null || strayed != null ? walk.next(runnable, current) : given(runnable);
    step(next);
    return next;
  }

  @Override
  public void alone(Task task) {
    step(given == null || strayed != null ? task : given(List.of(task)));
  }

  private Task given(List<Task> runnable) {
    int at = order.size();
    int id = given != null && at < given.size() ? given.get(at) : -1;
    for (Task task : runnable) {
      if (task.id() == id) {
        return task;
      }
    }
    strayed = "step " + at + " is of task " + id + ", and only these can go on: " + runnable;
    return runnable.getFirst();
  }

  private void step(Task task) {
    causality.endStep();
    causality.beginStep(task.id(), order.size());
    order.add(task.id());
  }

  @Override
  public int draw(String question, int n) {
    int task = order.getLast();
    Deque<Integer> left = givenAnswers.getOrDefault(task, new ArrayDeque<>());
    int value = left.isEmpty() ? walk.draw(question, n) : left.removeFirst();
    answers.computeIfAbsent(task, _ -> new ArrayList<>()).add(value);
    return value;
  }

  private void did(Task task, String what) {
    deeds.computeIfAbsent(task.id(), _ -> new ArrayList<>()).add(what);
  }

  @Override
  public void performs(Task task, Operation operation) {
    causality.performs(task, operation);
    did(task, operation.getClass().getSimpleName() + " of " + operation.resource().label());
  }

  @Override
  public void touches(Task task, Resource resource, Operation.Access access) {
    causality.touches(task, resource, access);
    did(task, access + " of " + resource.label());
  }

  @Override
  public void spawns(@Nullable Task by, Task task) {
    causality.spawns(by, task);
  }

  @Override
  public void parks(Task task, Operation reason, boolean sleeps) {
    causality.parks(task, reason, sleeps);
    did(task, (sleeps ? "sleeps for " : "need not sleep for ") + reason.resource().label());
  }

  @Override
  public void unparks(@Nullable Task by, Task task) {
    causality.unparks(by, task);
  }

  @Override
  public void timePasses(long nanos) {
    causality.timePasses(nanos);
  }

  @Override
  public void draws(Task task, String question, int n, int value) {
    causality.draws(task, question, n, value);
    did(task, "draws " + value + " of " + n + " for " + question);
  }

  @Override
  public void notes(Task task, Supplier<String> what) {
    did(task, what.get());
  }

  @Override
  public void ends(Task task) {
    causality.ends(task);
    did(task, "ends");
  }
}
