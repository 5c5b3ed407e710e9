package org.fscachesim.kernel.wait;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Sleeping;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Where tasks wait until a condition holds.
///
/// A waiter stands in the queue before it looks at its condition, and whoever makes the condition
/// true does so before the wake-up: then no wake-up is lost. A wake-up is kept with the waiter's
/// place in the queue, not only as the machine's permit, because looking at the condition may take
/// locks, and waiting for one of those would use the permit up.
///
/// Kernel: kernel/sched/wait.c
public final class WaitQueue implements Resource {
  /// A place in the queue: of a task, or of a callback of a poll table.
  private static final class Place {
    final @Nullable Task task;
    final Runnable onWake;
    volatile boolean woken;
    // Woken as the one of wakeOne(): whoever leaves so without having used it passes it on.
    volatile boolean chosen;

    Place(@Nullable Task task, Runnable onWake) {
      this.task = task;
      this.onWake = onWake;
    }

    void wake() {
      woken = true;
      onWake.run();
    }
  }

  private final Kernel kernel;
  private final String name;
  private final Resource subject;
  // Made when somebody first waits: most queues never see anybody. Guarded by this object's
  // monitor.
  private @Nullable List<Place> places;

  public WaitQueue(Kernel kernel, String name) {
    this(kernel, name, null);
  }

  /// @param subject what waiters look at under this queue; null when they look at several things,
  ///   each with scheduling points of its own
  public WaitQueue(Kernel kernel, String name, @Nullable Resource subject) {
    this.kernel = kernel;
    this.name = name;
    this.subject = subject == null ? this : subject;
  }

  /// Waits, not to be interrupted, until `condition` holds.
  ///
  /// @param what the condition in words, for reports
  public void await(BooleanSupplier condition, String what) {
    Sleeping.mightSleep(kernel.current(), name);
    Operation wait = new Operation.Wait(subject, what, false, condition);
    kernel.machine().reach(wait);
    await(wait, condition, Long.MAX_VALUE, false);
  }

  /// As [#await(BooleanSupplier, String)] without the first scheduling point, for primitives that
  /// reached theirs.
  public void awaitQuietly(Operation reason, BooleanSupplier condition) {
    await(reason, condition, Long.MAX_VALUE, false);
  }

  /// Waits until `condition` holds or [Kernel#nanos()] is `deadlineNanos`; whether it holds.
  public boolean awaitUntil(BooleanSupplier condition, String what, long deadlineNanos) {
    Sleeping.mightSleep(kernel.current(), name);
    Operation wait = new Operation.Wait(subject, what, false, condition);
    kernel.machine().reach(wait);
    return await(wait, condition, deadlineNanos, false);
  }

  /// Waits until `condition` holds or the task is killed; whether it holds. A condition that holds
  /// wins over a kill.
  public boolean awaitKillable(BooleanSupplier condition, String what) {
    Sleeping.mightSleep(kernel.current(), name);
    Operation wait = new Operation.Wait(subject, what, true, condition);
    kernel.machine().reach(wait);
    return await(wait, condition, Long.MAX_VALUE, true);
  }

  private boolean await(
      Operation reason, BooleanSupplier condition, long deadlineNanos, boolean killable) {
    if (condition.getAsBoolean()) {
      return true;
    }
    Task me = kernel.current();
    Place place = new Place(me, () -> kernel.machine().unpark(me));
    add(place);
    try {
      while (true) {
        place.chosen = false;
        place.woken = false;
        if (condition.getAsBoolean()) {
          return true;
        }
        if (killable && me.isKilled()
            || deadlineNanos != Long.MAX_VALUE && kernel.nanos() >= deadlineNanos) {
          return false;
        }
        if (!place.woken) {
          kernel.machine().parkUntil(reason, deadlineNanos);
        }
      }
    } finally {
      leave(place);
    }
  }

  private synchronized void add(Place place) {
    touch();
    if (places == null) {
      places = new ArrayList<>(2);
    }
    places.add(place);
  }

  private synchronized List<Place> waiting() {
    return places == null ? List.of() : List.copyOf(places);
  }

  private void touch() {
    kernel.machine().touch(subject, Operation.Access.WRITE);
  }

  private void leave(Place place) {
    touch();
    synchronized (this) {
      if (places != null) {
        places.remove(place);
      }
    }
    if (place.chosen) {
      wakeOneQuietly();
    }
  }

  /// Calls `onWake` at each wake-up until the registration is closed. It runs in the waking task
  /// and may neither wait nor touch models.
  public Registration register(Runnable onWake) {
    Place place = new Place(null, onWake);
    add(place);
    return () -> leave(place);
  }

  /// A place in the queue, to be given back.
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /// Wakes all.
  public void wakeAll() {
    kernel.machine().reach(new Operation.Wake(subject));
    wakeQuietly();
  }

  /// Wakes the one that waits longest and has not been woken yet, and every poll.
  public void wakeOne() {
    kernel.machine().reach(new Operation.Wake(subject));
    wakeOneQuietly();
  }

  private void wakeOneQuietly() {
    touch();
    List<Place> out = new ArrayList<>(1);
    synchronized (this) {
      boolean found = false;
      for (Place place : waiting()) {
        if (place.task == null) {
          out.add(place);
        } else if (!found && !place.woken) {
          found = true;
          place.chosen = true;
          place.woken = true;
          out.add(place);
        }
      }
    }
    out.forEach(Place::wake);
  }

  /// As [#wakeAll()] without its scheduling point.
  public void wakeQuietly() {
    touch();
    waiting().forEach(Place::wake);
  }

  /// Whether somebody waits: waitqueue_active.
  public boolean isActive() {
    kernel.machine().reach(subject, Operation.Access.READ);
    return !waiting().isEmpty();
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
