package org.fscachesim.kernel.time;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Calls back once, at a point of time that may be moved.
///
/// The callback stands for a soft interrupt: it runs in a task of its own, never twice at the same
/// time, and may not sleep.
///
/// Kernel: kernel/time/timer.c
public final class Timer implements Resource {
  /// What the callback holds as long as it runs, so that sleeping in it is found.
  private record SoftInterrupt(String lockClass) implements HeldLock {
    @Override
    public boolean isSpinning() {
      return true;
    }
  }

  private final Kernel kernel;
  private final String name;
  private final Runnable callback;
  private final HeldLock softInterrupt;
  private final Object guard = new Object();
  // Guarded by `guard`. The sleeper lives while the timer is pending or its callback runs.
  private boolean pending;
  private long expires;
  private @Nullable Task sleeper;

  public Timer(Kernel kernel, String name, Runnable callback) {
    this.kernel = kernel;
    this.name = name;
    this.callback = callback;
    this.softInterrupt = new SoftInterrupt("softirq of timer " + name);
  }

  /// Arms the timer, or moves it.
  ///
  /// @param expiresNanos of [Kernel#nanos()]
  public void modify(long expiresNanos) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    modifyQuietly(expiresNanos);
  }

  /// As [#modify(long)] without its scheduling point, for primitives that reached theirs.
  public void modifyQuietly(long expiresNanos) {
    @Nullable Task sleeping;
    synchronized (guard) {
      sleeping = armLocked(expiresNanos);
    }
    wake(sleeping);
  }

  /// Arms the timer, or moves it to an earlier point; never to a later one.
  public void reduce(long expiresNanos) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    @Nullable Task sleeping;
    synchronized (guard) {
      if (pending && expires <= expiresNanos) {
        return;
      }
      sleeping = armLocked(expiresNanos);
    }
    wake(sleeping);
  }

  /// The sleeper, if there was one, which must hear of the change.
  private @Nullable Task armLocked(long expiresNanos) {
    pending = true;
    expires = expiresNanos;
    Task sleeping = sleeper;
    if (sleeping == null) {
      sleeper = kernel.spawn("timer/" + name, this::sleep);
    }
    return sleeping;
  }

  private void wake(@Nullable Task sleeping) {
    if (sleeping != null) {
      kernel.machine().unpark(sleeping);
    }
  }

  /// Disarms the timer; whether it was pending. A callback under way goes on.
  public boolean cancel() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    @Nullable Task sleeping;
    boolean was;
    synchronized (guard) {
      was = pending;
      pending = false;
      sleeping = sleeper;
    }
    wake(sleeping);
    return was;
  }

  private void sleep() {
    while (true) {
      long until;
      boolean due;
      synchronized (guard) {
        if (!pending) {
          sleeper = null;
          return;
        }
        until = expires;
        due = kernel.nanos() >= until;
        if (due) {
          pending = false;
        }
      }
      if (due) {
        callBack();
      } else {
        kernel.machine().parkUntil(new Operation.Sleep(this, until), until);
      }
    }
  }

  private void callBack() {
    Task me = kernel.current();
    me.heldLocks().add(softInterrupt);
    try {
      callback.run();
    } finally {
      me.heldLocks().remove(softInterrupt);
    }
    // Here, as after each soft interrupt, others may come first.
    kernel.machine().reach(this, Operation.Access.WRITE);
  }

  public boolean isPending() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return peekPending();
  }

  /// Whether it is pending, without a scheduling point: for reports and checkers only.
  public boolean peekPending() {
    synchronized (guard) {
      return pending;
    }
  }

  /// When it is due, if it is pending; else when it was.
  public long expiresNanos() {
    synchronized (guard) {
      return expires;
    }
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    return "timer " + name;
  }
}
