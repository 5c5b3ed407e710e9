package org.fscachesim.scenario.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Which steps of one run depend on each other, told step by step, and which pairs of them race:
/// are next to each other in that order, and could as well come the other way round.
///
/// # What depends on what
///
/// Two steps of different tasks depend on each other when both touch a resource and one writes it.
/// Parking and unparking write the parked task's permit. A step also depends on what made it
/// possible: who spawned the task, who woke it, and, when nobody could go on and the clock jumped,
/// on everything before. What made a step possible never races with it.
///
/// # Locks and completions
///
/// A task that would wait for a lock, a completion or a task's end is no candidate, so taking one
/// succeeds (unless nobody is a candidate: then the attempt is a write like any other). What makes
/// it ready makes the next taking possible; what races with that is the taking before. Who still
/// waits at the end of a run races, too, with what took the thing away.
///
/// # The end of the main task
///
/// Nobody does anything after it, so it depends on every step that came before.
final class Causality implements Observer {
  /// Hears of each race, when its second step is complete.
  interface Races {
    void race(Event first, Event second);
  }

  /// What is known of a resource.
  private static final class History {
    final int number;
    final int label;
    final @Nullable Resource resource;
    final List<Event> reads = new ArrayList<>(2);
    @Nullable Event lastWrite;

    /// Who took it last, while nobody else could.
    @Nullable Event lastTake;

    /// The clock of who made it ready after that.
    int @Nullable [] freed;

    boolean ready;

    History(int number, int label, @Nullable Resource resource) {
      this.number = number;
      this.label = label;
      this.resource = resource;
      this.ready = resource == null || resource.isReady();
    }

    void written(Event event) {
      lastWrite = event;
      reads.clear();
      boolean was = ready;
      ready = resource == null || resource.isReady();
      if (was || ready) {
        freed = !was ? event.clock : null;
        lastTake = was && !ready ? event : was ? null : lastTake;
      }
    }
  }

  private static final int[] NOTHING = {};

  /// The id of the main task.
  private static final int MAIN = 1;

  /// What each step reads, and the end of the main task writes.
  private static final Object WORLD = new Object();

  /// Where new tasks get their ids, by which everybody knows them.
  private static final Object IDS = new Object();

  private final Races races;
  private final IdentityHashMap<Object, History> histories = new IdentityHashMap<>();
  private final List<Event> events = new ArrayList<>();
  // By task id.
  private final List<int[]> clocks = new ArrayList<>();
  private final List<int[]> enabling = new ArrayList<>();
  private final List<Object> permits = new ArrayList<>();
  // Who waits to be woken, and who was woken and has not gone on yet.
  private final BitSet sleeping = new BitSet();
  private final BitSet parked = new BitSet();
  private final List<Event> found = new ArrayList<>();
  private final List<Event> racing = new ArrayList<>();
  // Of the step that is under way.
  private final Footprint step = new Footprint();
  private final List<History> touched = new ArrayList<>();
  private final List<Integer> enabled = new ArrayList<>();
  private @Nullable Event now;
  private @Nullable History taking;
  private boolean timePassed;

  Causality(Races races) {
    this.races = races;
  }

  void begin() {
    histories.clear();
    events.clear();
    clocks.clear();
    enabling.clear();
    permits.clear();
    sleeping.clear();
    parked.clear();
    now = null;
    forgetStep();
  }

  private void forgetStep() {
    step.clear();
    touched.clear();
    enabled.clear();
    taking = null;
    timePassed = false;
  }

  /// How many resources were touched so far.
  int known() {
    return histories.size();
  }

  /// The events so far, in the order of the run.
  List<Event> events() {
    return events;
  }

  /// A step of `task` begins.
  void beginStep(int task, int depth) {
    int[] clock = get(clocks, task);
    int own = task < clock.length ? clock[task] + 1 : 1;
    now = new Event(task, own, depth);
    touch(WORLD, 0, false);
  }

  private static int[] get(List<int[]> clocks, int task) {
    while (clocks.size() <= task) {
      clocks.add(NOTHING);
    }
    return clocks.get(task);
  }

  /// What the step under way touched so far.
  Footprint step() {
    return step;
  }

  /// The step under way is complete.
  void endStep() {
    Event event = now;
    if (event == null) {
      forgetStep();
      return;
    }
    int[] before = Event.join(get(clocks, event.task), get(enabling, event.task));
    int[] possible = before;
    History took = taking;
    if (took != null && took.freed != null) {
      possible = Event.join(possible, took.freed);
    }
    findRaces(event, before, possible);
    event.clock = clockOf(event, possible);
    record(event);
    clocks.set(event.task, event.clock);
    enabling.set(event.task, NOTHING);
    passOn(event.clock);
    racing.forEach(first -> races.race(first, event));
    events.add(event);
    now = null;
    forgetStep();
  }

  /// The run goes no further, and `task` was about to do `operation`, for which it would have
  /// waited: so it never tried, but what took the thing away from it races with that all the same.
  void wouldHave(Task task, Operation operation, int depth) {
    beginStep(task.id(), depth);
    Event event = Objects.requireNonNull(now);
    performs(task, operation);
    taking = null;
    int[] before = Event.join(get(clocks, event.task), get(enabling, event.task));
    findRaces(event, before, before);
    event.clock = clockOf(event, before);
    racing.forEach(first -> races.race(first, event));
    now = null;
    forgetStep();
  }

  /// @param before what comes before `event` whatever it touches
  private int[] clockOf(Event event, int[] before) {
    int[] clock = before;
    for (int i = 0; i < touched.size(); i++) {
      History history = touched.get(i);
      if (history.lastWrite != null) {
        clock = Event.join(clock, history.lastWrite.clock);
      }
      if (Footprint.isWrite(step.get(i))) {
        for (Event read : history.reads) {
          clock = Event.join(clock, read.clock);
        }
      }
    }
    clock = Arrays.copyOf(clock, Math.max(clock.length, event.task + 1));
    clock[event.task] = event.own;
    return clock;
  }

  private void findRaces(Event event, int[] before, int[] possible) {
    found.clear();
    racing.clear();
    for (int i = 0; i < touched.size(); i++) {
      History history = touched.get(i);
      candidate(event, history.lastWrite, possible);
      if (Footprint.isWrite(step.get(i))) {
        for (Event read : history.reads) {
          candidate(event, read, possible);
        }
      }
    }
    History took = taking;
    if (took != null && took.lastTake instanceof Event take && took.freed != null) {
      candidate(event, take, before);
    }
    // Latest first: what a later one depends on does not stand next to the event.
    found.sort((a, b) -> Integer.compare(b.depth, a.depth));
    int[] seen = NOTHING;
    for (Event candidate : found) {
      if (!Event.reaches(seen, candidate)) {
        racing.add(candidate);
      }
      seen = Event.join(seen, candidate.clock);
    }
  }

  private void candidate(Event event, @Nullable Event other, int[] excluded) {
    if (other != null
        && other.task != event.task
        && !Event.reaches(excluded, other)
        && !found.contains(other)) {
      found.add(other);
    }
  }

  private void record(Event event) {
    for (int i = 0; i < touched.size(); i++) {
      History history = touched.get(i);
      if (Footprint.isWrite(step.get(i))) {
        history.written(event);
      } else {
        history.reads.removeIf(read -> read.task == event.task);
        history.reads.add(event);
      }
    }
  }

  private void passOn(int[] clock) {
    for (int task : enabled) {
      enabling.set(task, Event.join(get(enabling, task), clock));
    }
    if (timePassed) {
      int[] all = NOTHING;
      for (int[] one : clocks) {
        all = Event.join(all, one);
      }
      for (int task = 0; task < clocks.size(); task++) {
        get(enabling, task);
        enabling.set(task, all);
      }
    }
  }

  private History history(Object key, int label) {
    History history = histories.get(key);
    if (history == null) {
      history = new History(histories.size(), label, key instanceof Resource r ? r : null);
      histories.put(key, history);
    }
    return history;
  }

  private History touch(Resource resource, boolean write) {
    return touch(resource, resource.label().hashCode(), write);
  }

  private History touch(Object key, int label, boolean write) {
    History history = history(key, label);
    int before = step.size();
    step.add(Footprint.touch(history.number, history.label, write));
    if (step.size() > before) {
      touched.add(history);
    }
    return history;
  }

  private void touchPermit(Task task) {
    int id = task.id();
    while (permits.size() <= id) {
      permits.add(new Object());
    }
    touch(permits.get(id), 31 * id + 1, true);
  }

  @Override
  public void performs(Task task, Operation operation) {
    if (parked.get(task.id())) {
      // It uses its permit up: whoever unparks it from now on keeps it from its next park.
      parked.clear(task.id());
      touchPermit(task);
    }
    Resource resource = operation.resource();
    switch (operation) {
      case Operation.Touch(_, Operation.Access access) ->
          touch(resource, access != Operation.Access.READ);
      case Operation.Acquire _ -> taking = touch(resource, true);
      // Who joins a task takes nothing away from it.
      case Operation.Wait wait -> {
        taking = touch(resource, !(resource instanceof Task));
        if (wait.killable()) {
          // A kill would have let it go on, too; and if there was one, it need not have been ready.
          touch(task, false);
          taking = task.peekKilled() ? null : taking;
        }
      }
      case Operation.Wake _ -> touch(resource, true);
      case Operation.Sleep _, Operation.Start _ -> {}
    }
  }

  @Override
  public void touches(Task task, Resource resource, Operation.Access access) {
    touch(resource, access != Operation.Access.READ);
  }

  @Override
  public void spawns(@Nullable Task by, Task task) {
    enables(task);
    history(task, task.label().hashCode());
    if (by != null) {
      touch(IDS, 1, true);
    }
  }

  private void enables(Task task) {
    get(clocks, task.id());
    get(enabling, task.id());
    enabled.add(task.id());
  }

  @Override
  public void parks(Task task, Operation reason, boolean sleeps) {
    touchPermit(task);
    sleeping.set(task.id(), sleeps);
    parked.set(task.id(), sleeps);
    if (taking != null && taking.resource == reason.resource()) {
      // It was not ready, in spite of all: an attempt like any other.
      taking = null;
    }
  }

  /// Who does not sleep could go on before that as well as after it: only its next park depends on
  /// it, by the permit.
  @Override
  public void unparks(@Nullable Task by, Task task) {
    boolean slept = sleeping.get(task.id());
    sleeping.clear(task.id());
    if (by != null) {
      touchPermit(task);
      if (slept) {
        enables(task);
      }
    }
  }

  @Override
  public void timePasses(long nanos) {
    timePassed = true;
  }

  @Override
  public void draws(Task task, String question, int n, int value) {
    if (now != null) {
      now.answers = 31 * now.answers + value + 1;
    }
  }

  @Override
  public void ends(Task task) {
    touch(task, true);
    if (task.id() == MAIN) {
      touch(WORLD, 0, true);
    }
  }
}
