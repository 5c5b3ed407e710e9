package org.fscachesim.kernel.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.check.Recording.Act;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;
import org.fscachesim.kernel.check.Recording.Thing;
import org.fscachesim.kernel.sync.RwSemaphore;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// Writes down a simulated run, for whoever wants to see it.
///
/// Values are what a thing says of itself before and behind each step: between two scheduling
/// points a task runs alone, so that what it read or wrote is what stood there.
///
/// It takes several times as long as the run alone; so explore without it, and run the failing
/// schedule once more with it.
public final class Recorder implements Observer {
  /// Steps that are kept, unless told otherwise; the oldest go first.
  public static final int DEFAULT_LIMIT = 200_000;

  private static final int LONGEST_VALUE = 60;

  private final int limit;
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private final Map<Resource, Integer> ids = new LinkedHashMap<>();
  private final List<Resource> things = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final Map<Integer, Integer> spawnedBy = new LinkedHashMap<>();
  private final Map<Integer, Operation> pending = new LinkedHashMap<>();
  private final Map<Integer, String> waits = new LinkedHashMap<>();
  private final Map<Integer, List<String>> holds = new LinkedHashMap<>();
  private final List<Integer> ended = new ArrayList<>();
  private final List<Integer> parked = new ArrayList<>();
  private long dropped;
  private long nanos;
  // The step under way.
  private @Nullable Task actor;
  private @Nullable Operation operation;
  private boolean again;
  private @Nullable String before;
  private @Nullable String switched;
  private List<Effect> effects = new ArrayList<>();
  private long number;

  public Recorder() {
    this(DEFAULT_LIMIT);
  }

  /// @param limit steps that are kept, from 1
  public Recorder(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit (" + limit + ") must be at least 1");
    }
    this.limit = limit;
  }

  @Override
  public void performs(Task task, Operation now) {
    Task last = actor;
    finishStep();
    switched = last == null || last == task ? null : whyNot(last);
    actor = task;
    operation = now;
    again = parked.remove((Object) task.id());
    before = value(now.resource());
    pending.put(task.id(), now);
    waits.remove(task.id());
  }

  /// Why a task does not run on.
  private String whyNot(Task last) {
    if (ended.contains(last.id())) {
      return last + " has ended";
    }
    String wait = parked.contains(last.id()) ? waits.get(last.id()) : null;
    return wait == null ? last + " is preempted" : last + " must " + wait;
  }

  private void finishStep() {
    Task task = actor;
    Operation did = operation;
    if (task == null || did == null) {
      return;
    }
    List<String> held = locksOf(task);
    holds.put(task.id(), held);
    steps.addLast(
        new Step(
            ++number,
            nanos,
            task.id(),
            act(did),
            id(did.resource()),
            again,
            did instanceof Operation.Wait wait ? wait.what() : "",
            before,
            value(did.resource()),
            effects,
            held,
            switched));
    if (steps.size() > limit) {
      steps.removeFirst();
      dropped++;
    }
    effects = new ArrayList<>();
    operation = null;
  }

  private static List<String> locksOf(Task task) {
    return task.heldLocks().stream().map(HeldLock::lockClass).toList();
  }

  private static Act act(Operation operation) {
    return switch (operation) {
      case Operation.Start _ -> Act.START;
      case Operation.Touch(_, Operation.Access access) ->
          access == Operation.Access.READ ? Act.READ : Act.WRITE;
      case Operation.Acquire _ -> Act.LOCK;
      case Operation.Wait _ -> Act.WAIT;
      case Operation.Wake _ -> Act.WAKE;
      case Operation.Sleep _ -> Act.SLEEP;
    };
  }

  private int id(Resource resource) {
    Integer known = ids.get(resource);
    if (known == null) {
      known = things.size();
      ids.put(resource, known);
      things.add(resource);
    }
    return known;
  }

  @Override
  public void touches(Task task, Resource resource, Operation.Access access) {
    // An object tells of nothing but its beginning and its end in this way.
    boolean first = !ids.containsKey(resource);
    Effect.Kind kind =
        switch (resource) {
          case KernelObject _ -> first ? Effect.Kind.ALLOCATE : Effect.Kind.FREE;
          case HeldLock lock when isGivenBack(task, lock) -> Effect.Kind.UNLOCK;
          default -> Effect.Kind.TOUCH;
        };
    effects.add(new Effect(kind, id(resource), ""));
  }

  private boolean isGivenBack(Task task, HeldLock lock) {
    boolean held = locksOf(task).contains(lock.lockClass());
    boolean before = holds.getOrDefault(task.id(), List.of()).contains(lock.lockClass());
    return !held && (before || !(lock instanceof RwSemaphore));
  }

  @Override
  public void spawns(@Nullable Task by, Task task) {
    tasks.add(task);
    if (by != null) {
      spawnedBy.put(task.id(), by.id());
      effects.add(new Effect(Effect.Kind.SPAWN, id(task), ""));
    }
    pending.put(task.id(), new Operation.Start(task));
  }

  @Override
  public void parks(Task task, Operation reason, boolean sleeps) {
    if (sleeps) {
      parked.add(task.id());
      pending.put(task.id(), reason);
      waits.put(task.id(), reason.describe());
      effects.add(new Effect(Effect.Kind.PARK, id(reason.resource()), reason.describe()));
    }
  }

  @Override
  public void unparks(@Nullable Task by, Task task) {
    if (by != null && parked.contains(task.id())) {
      effects.add(new Effect(Effect.Kind.UNPARK, id(task), ""));
    }
  }

  @Override
  public void timePasses(long now) {
    effects.add(new Effect(Effect.Kind.TIME, -1, now / 1_000_000 + " ms"));
    finishStep();
    nanos = now;
  }

  @Override
  public void draws(Task task, String question, int n, int value) {
    effects.add(new Effect(Effect.Kind.DRAW, -1, question + ": " + value + " of 0.." + (n - 1)));
  }

  @Override
  public void notes(Task task, Supplier<String> what) {
    effects.add(new Effect(Effect.Kind.NOTE, -1, what.get()));
  }

  @Override
  public void ends(Task task) {
    ended.add(task.id());
    pending.remove(task.id());
    effects.add(new Effect(Effect.Kind.END, id(task), ""));
  }

  /// All that was recorded; call it when the run is over.
  public Recording recording() {
    finishStep();
    List<Recording.Actor> actors = new ArrayList<>();
    for (Task task : tasks) {
      Operation last = pending.get(task.id());
      boolean sleeps = parked.contains(task.id());
      actors.add(
          new Recording.Actor(
              task.id(),
              task.name(),
              spawnedBy.getOrDefault(task.id(), 0),
              last == null ? null : sleeps ? last.describe() : "could go on: " + last.describe(),
              last == null || !sleeps ? null : id(last.resource()),
              holds.getOrDefault(task.id(), List.of())));
    }
    return new Recording(actors, names(), List.copyOf(steps), dropped);
  }

  /// With numbers where several things share a name.
  private List<Thing> names() {
    Map<String, Integer> count = new LinkedHashMap<>();
    things.forEach(t -> count.merge(name(t), 1, Integer::sum));
    Map<String, Integer> seen = new LinkedHashMap<>();
    List<Thing> out = new ArrayList<>();
    for (int i = 0; i < things.size(); i++) {
      Resource thing = things.get(i);
      String name = name(thing);
      int nth = seen.merge(name, 1, Integer::sum);
      out.add(
          new Thing(
              i, count.getOrDefault(name, 1) > 1 ? name + " [" + nth + "]" : name, kind(thing)));
    }
    return out;
  }

  private static Thing.Sort kind(Resource thing) {
    return switch (thing) {
      case KernelObject object ->
          object.isFreed() ? Thing.Sort.FREED_OBJECT : Thing.Sort.LIVE_OBJECT;
      case Task _ -> Thing.Sort.TASK;
      default -> Thing.Sort.OTHER;
    };
  }

  private static String name(Resource thing) {
    return switch (thing) {
      case KernelObject object -> object.toString().replace(" (freed)", "");
      case Task task -> task.toString();
      case WaitQueue queue -> "queue of " + queue.describe();
      default -> {
        String text = thing.describe();
        int open = valueAt(text);
        yield open < 0 ? text : text.substring(0, open);
      }
    };
  }

  /// What stands in parentheses behind the name.
  private static @Nullable String value(Resource thing) {
    if (thing instanceof KernelObject || thing instanceof Task) {
      return null;
    }
    String text = thing.describe();
    int open = valueAt(text);
    if (open < 0) {
      return null;
    }
    String value = text.substring(open + 2, text.length() - 1);
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 3) + "...";
  }

  private static int valueAt(String text) {
    return text.endsWith(")") ? text.indexOf(" (") : -1;
  }
}
