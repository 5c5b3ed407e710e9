package org.fscachesim.kernel.time;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Calls back once, at a point of time that may be moved.
///
/// The callback runs in a task of its own and must not wait: it stands for a soft interrupt.
///
/// Kernel: kernel/time/timer.c
public final class Timer implements Resource {
  private final Kernel kernel;
  private final String name;
  private final Runnable callback;
  private final Object guard = new Object();
  private final Operation touch = new Operation.Touch(this, Operation.Access.WRITE);
  // Guarded by `guard`. The sleeper lives while the timer is pending.
  private boolean pending;
  private long expires;
  private @Nullable Task sleeper;

  public Timer(Kernel kernel, String name, Runnable callback) {
    this.kernel = kernel;
    this.name = name;
    this.callback = callback;
  }

  /// Arms the timer, or moves it.
  ///
  /// @param expiresNanos of [Kernel#nanos()]
  public void modify(long expiresNanos) {
    kernel.machine().reach(touch);
    arm(expiresNanos);
  }

  /// Arms the timer, or moves it to an earlier point; never to a later one.
  public void reduce(long expiresNanos) {
    kernel.machine().reach(touch);
    synchronized (guard) {
      if (pending && expires <= expiresNanos) {
        return;
      }
    }
    arm(expiresNanos);
  }

  private void arm(long expiresNanos) {
    Task sleeping;
    synchronized (guard) {
      pending = true;
      expires = expiresNanos;
      sleeping = sleeper;
      if (sleeping == null) {
        sleeper = kernel.spawn("timer/" + name, this::sleep);
      }
    }
    if (sleeping != null) {
      kernel.machine().unpark(sleeping);
    }
  }

  /// Disarms the timer; whether it was pending.
  public boolean cancel() {
    kernel.machine().reach(touch);
    Task sleeping;
    boolean was;
    synchronized (guard) {
      was = pending;
      pending = false;
      sleeping = sleeper;
    }
    if (sleeping != null) {
      kernel.machine().unpark(sleeping);
    }
    return was;
  }

  private void sleep() {
    while (true) {
      long until;
      synchronized (guard) {
        if (!pending) {
          sleeper = null;
          return;
        }
        until = expires;
        if (kernel.nanos() >= until) {
          pending = false;
          sleeper = null;
          break;
        }
      }
      kernel.machine().parkUntil(new Operation.Sleep(this, until), until);
    }
    callback.run();
  }

  public boolean isPending() {
    kernel.machine().reach(touch);
    synchronized (guard) {
      return pending;
    }
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
  public String describe() {
    return "timer " + name;
  }
}
