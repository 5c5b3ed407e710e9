package org.fscachesim.kernel.wait;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Sleeping;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;

/// Where tasks wait until a condition holds.
///
/// A waiter stands in the queue before it looks at its condition, and whoever makes the condition
/// true does so before the wake-up: then no wake-up is lost.
///
/// Kernel: kernel/sched/wait.c
public final class WaitQueue implements Resource {
  /// Somebody in the queue: a task, or a callback of a poll table.
  private interface Entry {
    void wake();
  }

  private final Kernel kernel;
  private final String name;
  private final List<Entry> entries = new ArrayList<>(2);
  private final Operation wake = new Operation.Wake(this);

  public WaitQueue(Kernel kernel, String name) {
    this.kernel = kernel;
    this.name = name;
  }

  /// Waits, not to be interrupted, until `condition` holds.
  ///
  /// @param what the condition in words, for reports
  public void await(BooleanSupplier condition, String what) {
    Sleeping.mightSleep(kernel.current(), name);
    Operation wait = new Operation.Wait(this, what);
    kernel.machine().reach(wait);
    awaitQuietly(wait, condition);
  }

  /// As [#await(BooleanSupplier, String)] without the first scheduling point, for primitives that
  /// reached theirs.
  public void awaitQuietly(Operation reason, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return;
    }
    Entry entry = enter(kernel.current());
    try {
      while (!condition.getAsBoolean()) {
        kernel.machine().park(reason);
      }
    } finally {
      leave(entry);
    }
  }

  /// Waits until `condition` holds or [Kernel#nanos()] is `deadlineNanos`; whether it holds.
  public boolean awaitUntil(BooleanSupplier condition, String what, long deadlineNanos) {
    Sleeping.mightSleep(kernel.current(), name);
    Operation wait = new Operation.Wait(this, what);
    kernel.machine().reach(wait);
    if (condition.getAsBoolean()) {
      return true;
    }
    Entry entry = enter(kernel.current());
    try {
      while (!condition.getAsBoolean()) {
        if (kernel.nanos() >= deadlineNanos) {
          return false;
        }
        kernel.machine().parkUntil(wait, deadlineNanos);
      }
      return true;
    } finally {
      leave(entry);
    }
  }

  /// Waits until `condition` holds or the task is killed; whether it holds. A condition that holds
  /// wins over a kill.
  public boolean awaitKillable(BooleanSupplier condition, String what) {
    Task me = kernel.current();
    Sleeping.mightSleep(me, name);
    Operation wait = new Operation.Wait(this, what + " (killable)");
    kernel.machine().reach(wait);
    if (condition.getAsBoolean()) {
      return true;
    }
    Entry entry = enter(me);
    try {
      while (!condition.getAsBoolean()) {
        if (me.isKilled()) {
          return false;
        }
        kernel.machine().park(wait);
      }
      return true;
    } finally {
      leave(entry);
    }
  }

  private Entry enter(Task task) {
    Entry entry = () -> kernel.machine().unpark(task);
    add(entry);
    return entry;
  }

  private void add(Entry entry) {
    synchronized (entries) {
      entries.add(entry);
    }
  }

  private void leave(Entry entry) {
    synchronized (entries) {
      entries.remove(entry);
    }
  }

  /// Calls `onWake` at each wake-up until the registration is closed. It runs in the waking task
  /// and may neither wait nor touch models.
  public Registration register(Runnable onWake) {
    Entry entry = onWake::run;
    add(entry);
    return () -> leave(entry);
  }

  /// A place in the queue, to be given back.
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /// Wakes all.
  public void wakeAll() {
    kernel.machine().reach(wake);
    wakeQuietly();
  }

  /// Wakes the one that waits longest.
  public void wakeOne() {
    kernel.machine().reach(wake);
    Entry first;
    synchronized (entries) {
      if (entries.isEmpty()) {
        return;
      }
      first = entries.getFirst();
    }
    first.wake();
  }

  /// As [#wakeAll()] without its scheduling point.
  public void wakeQuietly() {
    List<Entry> all;
    synchronized (entries) {
      if (entries.isEmpty()) {
        return;
      }
      all = List.copyOf(entries);
    }
    all.forEach(Entry::wake);
  }

  /// Whether somebody waits. For checkers, and for the kernel's waitqueue_active shortcuts.
  public boolean isActive() {
    synchronized (entries) {
      return !entries.isEmpty();
    }
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
