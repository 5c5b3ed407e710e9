package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// A thread of kernel or user origin.
///
/// Kernel: include/linux/sched.h (struct task_struct)
public final class Task implements Resource {
  /// What a machine keeps with each of its tasks.
  interface Carrier {}

  private final int id;
  private final String name;
  // Kept, as every object that the task allocates remembers it.
  private final String label;
  private final Machine machine;
  private final Runnable body;
  private final @Nullable Object owner;
  private final List<HeldLock> heldLocks = new ArrayList<>(4);
  private final List<Task> joiners = new ArrayList<>(1);
  private volatile boolean killed;
  private volatile boolean finished;
  private volatile boolean abandoned;
  // Plain, as it is written at every scheduling point: a report from elsewhere may be a little
  // late.
  private @Nullable Operation pending;
  private volatile @Nullable Throwable failure;
  @Nullable Carrier carrier;

  Task(int id, String name, Machine machine, Runnable body, @Nullable Object owner) {
    this.id = id;
    this.name = name;
    this.label = name + "#" + id;
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
    machine.touch(this, Operation.Access.READ);
    return killed;
  }

  /// As [#isKilled()], without a word to observers: for reports and strategies only.
  public boolean peekKilled() {
    return killed;
  }

  /// Sends a fatal signal.
  public void kill() {
    machine.reach(new Operation.Wake(this));
    killed = true;
    machine.unpark(this);
  }

  public boolean isFinished() {
    return finished;
  }

  /// Whether the machine took the task down before its end.
  boolean isAbandoned() {
    return abandoned;
  }

  /// What the task is about to do or waits for; null while nothing is known of it.
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
    KernelBug.check(me != this, Symptom.DEADLOCK, () -> this + " joins itself");
    Resource waitedFor = deadlineNanos == Long.MAX_VALUE ? this : new TimedJoin(this);
    Operation wait = new Operation.Wait(waitedFor, "its end");
    Waiting.mayNotSpin(me, wait);
    machine.reach(wait);
    synchronized (joiners) {
      joiners.add(me);
    }
    // The task's end is marked before its joiners are read; a joiner is listed before it looks.
    try {
      while (!looksFinished()) {
        if (deadlineNanos == Long.MAX_VALUE) {
          machine.park(wait);
        } else if (machine.nanos() >= deadlineNanos) {
          break;
        } else {
          machine.parkUntil(wait, deadlineNanos);
        }
      }
    } finally {
      synchronized (joiners) {
        joiners.remove(me);
      }
    }
    return finished;
  }

  /// A join that ends by itself too: nobody can tell beforehand whether it would pass.
  private record TimedJoin(Task task) implements Resource {
    @Override
    public String describe() {
      return task.describe();
    }
  }

  private boolean looksFinished() {
    machine.touch(this, Operation.Access.READ);
    return finished;
  }

  /// The body, on the carrier; every outcome is kept here.
  void run() {
    try {
      body.run();
      StoreBuffers stores = machine.stores();
      if (stores != null) {
        stores.drain(this);
      }
      KernelBug.check(
          heldLocks.isEmpty(), Symptom.LOCKING, () -> this + " ends with locks held: " + heldLocks);
    } catch (TaskAbandoned e) {
      // The machine took the task down; it is no failure of its own.
      abandoned = true;
    } catch (Throwable e) {
      failure = e;
    } finally {
      finished = true;
      pending = null;
      List<Task> waiting;
      synchronized (joiners) {
        waiting = List.copyOf(joiners);
      }
      waiting.forEach(machine::unpark);
    }
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public boolean isReady() {
    return finished;
  }

  @Override
  public String describe() {
    return "task " + this;
  }

  @Override
  public String toString() {
    return label;
  }
}
