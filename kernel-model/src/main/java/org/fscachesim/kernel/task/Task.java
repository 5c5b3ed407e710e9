package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// A thread of kernel or user origin.
///
/// Kernel: include/linux/sched.h (struct task_struct)
public final class Task {
  /// What a machine keeps with each of its tasks.
  interface Carrier {}

  private final int id;
  private final String name;
  private final Machine machine;
  private final Runnable body;
  private final @Nullable Object owner;
  private final List<HeldLock> heldLocks = new ArrayList<>(4);
  private final AtomicBoolean killed = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Task> joiners = new ArrayList<>(1);
  private volatile @Nullable Operation pending;
  private volatile @Nullable Throwable failure;
  @Nullable Carrier carrier;

  Task(int id, String name, Machine machine, Runnable body, @Nullable Object owner) {
    this.id = id;
    this.name = name;
    this.machine = machine;
    this.body = body;
    this.owner = owner;
  }

  /// Counts from 1 in the order of creation.
  public int id() {
    return id;
  }

  public String name() {
    return name;
  }

  /// What the task belongs to: the one that spawned it hands this on; a process, for user tasks.
  public @Nullable Object owner() {
    return owner;
  }

  /// Whether a fatal signal is pending. Killable waits end then; others do not notice.
  public boolean isKilled() {
    return killed.get();
  }

  /// Sends a fatal signal.
  public void kill() {
    killed.set(true);
    machine.unpark(this);
  }

  public boolean isFinished() {
    return finished.get();
  }

  /// What the task is about to do or waits for; null when it never reached anything.
  public @Nullable Operation pending() {
    return pending;
  }

  void setPending(@Nullable Operation operation) {
    pending = operation;
  }

  /// What ended the task, if it was not its own return.
  public @Nullable Throwable failure() {
    return failure;
  }

  /// The locks that the task holds, outermost first. Only the task itself may ask, or anybody when
  /// the machine stands still.
  public List<HeldLock> heldLocks() {
    return heldLocks;
  }

  /// Waits for the end of this task.
  public void join() {
    joinUntil(Long.MAX_VALUE);
  }

  /// Waits for the end of this task, no longer than until `deadlineNanos`; whether it ended.
  public boolean joinUntil(long deadlineNanos) {
    Task me = machine.current();
    Operation wait = new Operation.Wait(() -> "end of task " + name, "join");
    machine.reach(wait);
    synchronized (joiners) {
      joiners.add(me);
    }
    while (!finished.get()) {
      if (deadlineNanos == Long.MAX_VALUE) {
        machine.park(wait);
      } else if (machine.nanos() >= deadlineNanos) {
        break;
      } else {
        machine.parkUntil(wait, deadlineNanos);
      }
    }
    synchronized (joiners) {
      joiners.remove(me);
    }
    return finished.get();
  }

  /// The body, on the carrier; every outcome is kept here.
  void run() {
    try {
      body.run();
      KernelBug.check(heldLocks.isEmpty(), name + " ends with locks held: " + heldLocks);
    } catch (TaskAbandoned e) {
      // The machine took the task down; it is no failure of its own.
    } catch (Throwable e) {
      failure = e;
    } finally {
      finished.set(true);
      pending = null;
      ended.countDown();
      List<Task> waiting;
      synchronized (joiners) {
        waiting = List.copyOf(joiners);
      }
      waiting.forEach(machine::unpark);
    }
  }

  /// For threads that are no tasks: waits in real time.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public String toString() {
    return name + "#" + id;
  }
}
