package org.fscachesim.kernel.work;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.time.Timer;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// A piece of deferred work: pending at most once, and never running twice at the same time.
///
/// The pending mark goes when a run begins, so work that is queued while it runs, runs once more.
///
/// Kernel: kernel/workqueue.c (struct work_struct)
public final class Work implements Resource {
  private final Kernel kernel;
  private final String name;
  private final Runnable body;
  // Guarded by this object's monitor, as is all below.
  private boolean pending;
  // Pending, but only a timer knows when it gets into a queue. See DelayedWork.
  private boolean delayed;
  private long dueNanos;
  // A worker is under way to it or runs it, and will look at `pending` again.
  private boolean claimed;
  private int cancellers;
  private @Nullable Task worker;
  private long runsBegun;
  private long runsEnded;
  // Made by who first waits for the end of a run.
  private @Nullable WaitQueue idle;

  public Work(Kernel kernel, String name, Runnable body) {
    this.kernel = kernel;
    this.name = name;
    this.body = body;
  }

  public String name() {
    return name;
  }

  enum Queued {
    NO,
    BEHIND_RUN,
    NEEDS_WORKER
  }

  /// Marks the work as pending.
  ///
  /// @return whether a worker must be started for it
  Queued queue() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      return mayBecomePending() ? claimLocked() : Queued.NO;
    }
  }

  private boolean mayBecomePending() {
    if (pending || cancellers > 0) {
      return false;
    }
    pending = true;
    return true;
  }

  private Queued claimLocked() {
    if (claimed) {
      return Queued.BEHIND_RUN;
    }
    claimed = true;
    return Queued.NEEDS_WORKER;
  }

  /// Marks the work as pending, but to be queued by [#expire()] only, which `timer` calls. Both in
  /// one, so that of two who do this (and one who cancels in between) the last has its way.
  boolean delay(long untilNanos, Timer timer) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      if (!mayBecomePending()) {
        return false;
      }
      delayed = true;
      dueNanos = untilNanos;
      timer.modifyQuietly(untilNanos);
      return true;
    }
  }

  /// The delay is over. Nothing happens when it was cancelled meanwhile, or cancelled and begun
  /// again: then its own timer is still to come.
  Queued expire() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      if (!delayed || kernel.nanos() < dueNanos) {
        return Queued.NO;
      }
      delayed = false;
      return claimLocked();
    }
  }

  /// The worker's loop: runs until nothing is pending.
  void runPending() {
    while (true) {
      kernel.machine().reach(this, Operation.Access.WRITE);
      synchronized (this) {
        if (!pending || delayed) {
          claimed = false;
          worker = null;
          break;
        }
        pending = false;
        runsBegun++;
        worker = kernel.current();
      }
      body.run();
      kernel.machine().touch(this, Operation.Access.WRITE);
      synchronized (this) {
        runsEnded++;
      }
      wakeIdle();
    }
    wakeIdle();
  }

  /// Called after a change that makes a condition true: who makes the queue later sees the change.
  private void wakeIdle() {
    WaitQueue waiters;
    synchronized (this) {
      waiters = idle;
    }
    if (waiters != null) {
      waiters.wakeQuietly();
    }
  }

  private synchronized WaitQueue idle() {
    if (idle == null) {
      idle = new WaitQueue(kernel, "work " + name, this);
    }
    return idle;
  }

  /// Whether it is to run, at once or after a delay.
  public boolean isPending() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      return pending;
    }
  }

  /// Whether it is neither pending nor running, without a scheduling point: for reports and
  /// checkers only.
  public boolean peekIdle() {
    synchronized (this) {
      return !pending && runsEnded >= runsBegun;
    }
  }

  /// Waits until every run that was queued or under way has ended.
  public void flush() {
    long target;
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      checkNotWorker("flushes");
      target = runsBegun + (pending && !delayed ? 1 : 0);
    }
    idle()
        .await(
            () -> {
              synchronized (this) {
                return runsEnded >= target || (!pending || delayed) && !claimed;
              }
            },
            "end of its run");
  }

  /// Takes it out of the queue and waits for a run under way; whether it was pending. Nobody can
  /// queue it before this returns.
  public boolean cancelSync() {
    boolean was;
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      checkNotWorker("cancels");
      was = pending;
      pending = false;
      delayed = false;
      cancellers++;
    }
    idle()
        .await(
            () -> {
              synchronized (this) {
                return runsEnded >= runsBegun;
              }
            },
            "end of its run");
    kernel.machine().touch(this, Operation.Access.WRITE);
    synchronized (this) {
      cancellers--;
    }
    return was;
  }

  private void checkNotWorker(String does) {
    if (runsEnded < runsBegun && worker == kernel.current()) {
      throw new KernelBug(
          Symptom.DEADLOCK, worker + " " + does + " work " + name + ", which it runs itself");
    }
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    return "work " + name;
  }

  @Override
  public @Nullable Task holder() {
    synchronized (this) {
      return worker;
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
