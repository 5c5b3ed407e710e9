package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.KernelObject;
import org.jspecify.annotations.Nullable;

/// Finds data races: two tasks touch one plain field, one of them writes, and nothing orders them,
/// in whatever order they came in this run.
///
/// Ordered is what follows in one task; a release of a lock and the next acquisition; a change of a
/// counter, flag word or shared field and whoever looks at it later; a wake-up and who wakes; a
/// spawn and the task; the end of a task and who joins it; queueing work and its run.
///
/// Not verified: fields that are not [Field]s; orders that hold in this run only by a counter or a
/// flag whose kernel counterpart is relaxed (all count as ordering here); accesses of more tasks
/// than [#MOST_TASKS]; and how it came that an earlier access was ordered by chance.
///
/// # How it stays cheap
///
/// While a run goes on, what could order is only written down. The vector clocks are made from that
/// when an access is neither by the same task as the one before it nor under the field's lock, as
/// that one was; in a run without such an access, never.
///
/// ```
/// log    = (task, operation | acquires, releases or both a thing)*
/// clock  = for each task, up to which entry of the log all that it did is known
/// access = task, length of the log then
/// ```
public final class RaceDetector {
  /// Tasks of a run after which nothing is looked at any more: the clocks would be too large.
  public static final int MOST_TASKS = 2_000;

  /// Races of a run that are told.
  private static final int MOST_TOLD = 10;

  private static final int BATCH = 1 << 16;
  private static final int PERFORMS = 0;
  private static final int ACQUIRES = 1;
  private static final int RELEASES = 2;
  private static final int BITS = 2;

  // What has happened since `base`, not yet in the clocks from `taken` on.
  private int[] log = new int[2048];
  private @Nullable Object[] things = new @Nullable Object[2048];
  private int length;
  private int taken;
  private long base;
  private boolean overwhelmed;
  private final List<long[]> clockOfTask = new ArrayList<>();
  private final Map<Object, long[]> clockOfThing = new HashMap<>();
  private final List<String> found = new ArrayList<>();

  private final boolean places;

  /// @param places whether to note where in the code fields are touched without their lock
  RaceDetector(boolean places) {
    this.places = places;
  }

  /// The races of this run, one line each.
  public List<String> found() {
    return List.copyOf(found);
  }

  // ---- what orders

  void performs(Task task, Operation operation) {
    note(task, operation, PERFORMS);
  }

  void touches(Task task, Resource resource, Operation.Access access) {
    note(
        task,
        resource,
        switch (access) {
          case READ -> ACQUIRES;
          case WRITE -> ACQUIRES | RELEASES;
          case RELEASE -> RELEASES;
        });
  }

  /// A resource whose touches order nothing.
  public interface Unordered extends Resource {}

  void spawns(@Nullable Task by, Task task) {
    if (by != null) {
      passes(by, task);
    }
  }

  void unparks(@Nullable Task by, Task task) {
    if (by != null) {
      passes(by, task);
    }
  }

  void ends(Task task) {
    note(task, task, RELEASES);
  }

  /// All that one task did comes before all that another one does from now on.
  private void passes(Task from, Task to) {
    note(from, to, RELEASES);
    note(to, to, ACQUIRES);
  }

  /// Called at every step: what it means is found out only when that is asked.
  private void note(Task task, Object thing, int kind) {
    if (length == log.length) {
      makeRoom();
    }
    log[length] = task.id() << BITS | kind;
    things[length++] = thing;
  }

  private void makeRoom() {
    if (length < BATCH) {
      log = Arrays.copyOf(log, 2 * length);
      things = Arrays.copyOf(things, 2 * length);
    } else {
      takeAll();
      base += length;
      length = 0;
      taken = 0;
    }
  }

  // ---- clocks

  private void takeAll() {
    for (; taken < length && !overwhelmed; taken++) {
      Object thing = things[taken];
      things[taken] = null;
      int task = log[taken] >> BITS;
      int kind = log[taken] & ACQUIRES + RELEASES;
      if (thing instanceof Operation operation) {
        take(task, operation.resource(), kindOf(operation));
      } else if (thing != null) {
        take(task, thing, kind);
      }
    }
  }

  private static int kindOf(Operation operation) {
    return switch (operation) {
      case Operation.Touch touch ->
          touch.access() == Operation.Access.READ ? ACQUIRES : ACQUIRES | RELEASES;
      case Operation.Acquire _, Operation.Wait _ -> ACQUIRES;
      case Operation.Wake _ -> ACQUIRES | RELEASES;
      case Operation.Sleep _, Operation.Start _ -> 0;
    };
  }

  private void take(int task, Object thing, int kind) {
    if (task > MOST_TASKS) {
      overwhelmed = true;
      clockOfThing.clear();
      return;
    }
    if (thing instanceof KernelObject || thing instanceof Unordered) {
      return;
    }
    if ((kind & ACQUIRES) != 0) {
      long[] known = clockOfThing.get(thing);
      if (known != null) {
        clockOfTask.set(task, joined(clockOf(task), known));
      }
    }
    if ((kind & RELEASES) != 0) {
      long[] told = joined(clockOfThing.getOrDefault(thing, NOTHING), clockOf(task));
      told = told.length > task ? told : Arrays.copyOf(told, task + 1);
      told[task] = base + taken + 1;
      clockOfThing.put(thing, told);
    }
  }

  private static final long[] NOTHING = {};

  private long[] clockOf(int task) {
    while (clockOfTask.size() <= task) {
      clockOfTask.add(NOTHING);
    }
    return clockOfTask.get(task);
  }

  /// A clock that is as late as both; a new one, or `into`.
  private static long[] joined(long[] into, long[] from) {
    long[] out = into.length >= from.length ? into : Arrays.copyOf(into, from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] > out[i]) {
        out[i] = from[i];
      }
    }
    return out;
  }

  /// Whether what `task` did when the log was so long is known to `now`.
  private boolean isKnown(int task, long when, Task now) {
    takeAll();
    if (overwhelmed || now.id() > MOST_TASKS) {
      return true;
    }
    long[] clock = clockOf(now.id());
    return task < clock.length && clock[task] > when;
  }

  // ---- fields

  /// A plain field, as [org.fscachesim.kernel.sync.Plain] has one.
  public final class Field {
    private final String name;
    private @Nullable Access written;
    private final List<Access> reads = new ArrayList<>(2);

    /// @param name for reports
    public Field(String name) {
      this.name = name;
    }

    /// The current task touches the field.
    ///
    /// @param locked whether it holds the field's lock
    public void touch(Task task, boolean write, boolean locked) {
      if (overwhelmed) {
        return;
      }
      Access last = written;
      if (last != null && last.task != task) {
        check(last, "writes", task, write, locked);
      }
      if (write) {
        for (Access read : reads) {
          if (read.task != task) {
            check(read, "reads", task, true, locked);
          }
        }
        reads.clear();
        written = new Access(task, base + length, locked, site(locked));
      } else {
        noteRead(task, locked);
      }
    }

    private void noteRead(Task task, boolean locked) {
      reads.removeIf(r -> r.task == task && (locked || !r.locked));
      reads.add(new Access(task, base + length, locked, site(locked)));
    }

    private @Nullable CodeSite site(boolean locked) {
      return locked || !places ? null : CodeSite.here();
    }

    private void check(Access before, String did, Task task, boolean write, boolean locked) {
      if (before.locked && locked || isKnown(before.task.id(), before.when, task)) {
        return;
      }
      if (found.size() < MOST_TOLD) {
        found.add(
            "%s: %s %s it%s, and %s %s it%s at %s, and nothing orders them"
                .formatted(
                    name,
                    before.task,
                    did,
                    before.where(),
                    task,
                    write ? "writes" : "reads",
                    locked ? " with its lock" : "",
                    places ? CodeSite.here() : "a place that was not noted"));
      }
    }
  }

  /// @param when length of the log
  /// @param site null under the lock, where it goes without saying, and where none is noted
  private record Access(Task task, long when, boolean locked, @Nullable CodeSite site) {
    String where() {
      return locked ? " with its lock" : site == null ? "" : " at " + site;
    }
  }
}
