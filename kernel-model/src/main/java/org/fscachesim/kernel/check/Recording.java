package org.fscachesim.kernel.check;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened in a simulated run, step by step.
///
/// @param actors the tasks, by id
/// @param things what they touched, by id
/// @param steps in the order of the run
/// @param dropped how many steps at the beginning are not kept
public record Recording(List<Actor> actors, List<Thing> things, List<Step> steps, long dropped) {
  public Recording {
    actors = ImmutableList.copyOf(actors);
    things = ImmutableList.copyOf(things);
    steps = ImmutableList.copyOf(steps);
  }

  /// A task.
  ///
  /// @param id from 1
  /// @param spawnedBy 0 for the main task
  /// @param state what it was about to do, or waited for, when the run was over; null when it had
  ///   ended
  /// @param waitsFor the thing that it touches with that; null when it had ended
  /// @param holds the locks that it held then, outermost first
  public record Actor(
      int id,
      String name,
      int spawnedBy,
      @Nullable String state,
      @Nullable Integer waitsFor,
      List<String> holds) {
    public Actor {
      holds = ImmutableList.copyOf(holds);
    }

    /// Name and id, as reports print it.
    public String label() {
      return name + "#" + id;
    }
  }

  /// Something that was touched.
  ///
  /// @param id from 0
  /// @param name with a number behind it where several share a name
  /// @param kind how it lives
  public record Thing(int id, String name, Sort kind) {
    /// How a thing lives.
    public enum Sort {
      /// An object of the kernel that was not freed.
      LIVE_OBJECT,
      /// An object of the kernel that was freed.
      FREED_OBJECT,
      /// A task.
      TASK,
      /// A lock, a counter, a field, a queue.
      OTHER
    }

    public boolean isObject() {
      return kind == Sort.LIVE_OBJECT || kind == Sort.FREED_OBJECT;
    }
  }

  /// What a step does to its thing.
  public enum Act {
    START,
    READ,
    WRITE,
    LOCK,
    WAIT,
    WAKE,
    SLEEP
  }

  /// From one scheduling point of a task to its next; nobody else ran meanwhile.
  ///
  /// @param number from 1
  /// @param nanos since boot
  /// @param actor a task's id
  /// @param thing a thing's id
  /// @param again whether the task comes back from a park, and looks again
  /// @param what what is waited for, in words; empty for other acts
  /// @param before the thing's value before the step; null when it has none
  /// @param after the thing's value behind the step; null when it has none
  /// @param effects what else the step did, in order
  /// @param holds the locks that the task held behind the step, outermost first
  /// @param switched why another task than before runs; null when it is the same
  public record Step(
      long number,
      long nanos,
      int actor,
      Act act,
      int thing,
      boolean again,
      String what,
      @Nullable String before,
      @Nullable String after,
      List<Effect> effects,
      List<String> holds,
      @Nullable String switched) {
    public Step {
      effects = ImmutableList.copyOf(effects);
      holds = ImmutableList.copyOf(holds);
    }

    /// Whether it changed the value of its thing.
    public boolean changes() {
      return after != null && !after.equals(before);
    }

    /// Whether the step or one of its effects touches a thing.
    public boolean touches(int id) {
      return thing == id || effects.stream().anyMatch(e -> e.thing == id);
    }

    public boolean has(Effect.Kind kind) {
      return effects.stream().anyMatch(e -> e.kind == kind);
    }
  }

  /// What a step does beside its act.
  ///
  /// @param thing a thing's id; -1 when it is about none
  /// @param text what was asked and drawn, what a call came to, the new time; else empty
  public record Effect(Kind kind, int thing, String text) {
    /// What it is.
    public enum Kind {
      ALLOCATE,
      FREE,
      UNLOCK,
      TOUCH,
      SPAWN,
      UNPARK,
      PARK,
      DRAW,
      NOTE,
      TIME,
      END
    }
  }

  /// The task of that id.
  public Actor actor(int id) {
    return actors.get(id - 1);
  }

  /// The thing of that id.
  public Thing thing(int id) {
    return things.get(id);
  }
}
