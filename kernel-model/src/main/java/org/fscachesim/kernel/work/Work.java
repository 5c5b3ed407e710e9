package org.fscachesim.kernel.work;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
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
  private final WaitQueue idle;
  private final Object guard = new Object();
  private final Operation touch = new Operation.Touch(this, Operation.Access.WRITE);
  // Guarded by `guard`.
  private boolean pending;
  private boolean claimed;
  private boolean cancelling;
  private @Nullable Task worker;
  private long runsBegun;
  private long runsEnded;

  public Work(Kernel kernel, String name, Runnable body) {
    this.kernel = kernel;
    this.name = name;
    this.body = body;
    this.idle = new WaitQueue(kernel, "work " + name);
  }

  public String name() {
    return name;
  }

  /// Marks the work as pending.
  ///
  /// @return whether a worker must be started for it
  Queued queue() {
    kernel.machine().reach(touch);
    synchronized (guard) {
      if (pending || cancelling) {
        return Queued.NO;
      }
      pending = true;
      if (claimed) {
        return Queued.BEHIND_RUN;
      }
      claimed = true;
      return Queued.NEEDS_WORKER;
    }
  }

  enum Queued {
    NO,
    BEHIND_RUN,
    NEEDS_WORKER
  }

  /// The worker's loop: runs until nothing is pending.
  void runPending() {
    while (true) {
      kernel.machine().reach(touch);
      synchronized (guard) {
        if (!pending) {
          claimed = false;
          worker = null;
          break;
        }
        pending = false;
        runsBegun++;
        worker = kernel.current();
      }
      body.run();
      synchronized (guard) {
        runsEnded++;
      }
      idle.wakeQuietly();
    }
    idle.wakeQuietly();
  }

  public boolean isPending() {
    kernel.machine().reach(touch);
    synchronized (guard) {
      return pending;
    }
  }

  /// Whether it is neither pending nor running, without a scheduling point: for reports and
  /// checkers only.
  public boolean peekIdle() {
    synchronized (guard) {
      return !pending && runsEnded >= runsBegun;
    }
  }

  /// Waits until every run that was pending or under way has ended.
  public void flush() {
    long target;
    kernel.machine().reach(touch);
    synchronized (guard) {
      target = runsBegun + (pending ? 1 : 0);
    }
    idle.await(
        () -> {
          synchronized (guard) {
            return runsEnded >= target || !pending && !claimed;
          }
        },
        "end of its run");
  }

  /// Takes it out of the queue and waits for a run under way; whether it was pending.
  public boolean cancelSync() {
    boolean was;
    kernel.machine().reach(touch);
    synchronized (guard) {
      was = pending;
      pending = false;
      cancelling = true;
    }
    idle.await(
        () -> {
          synchronized (guard) {
            return runsEnded >= runsBegun;
          }
        },
        "end of its run");
    synchronized (guard) {
      cancelling = false;
    }
    return was;
  }

  @Override
  public String describe() {
    return "work " + name;
  }

  @Override
  public @Nullable Task holder() {
    synchronized (guard) {
      return worker;
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
