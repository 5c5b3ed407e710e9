package org.fscachesim.kernel.wait;

import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;

/// Something that is done at one point, by one task, while others wait for it.
///
/// Kernel: kernel/sched/completion.c
public final class Completion implements Resource {
  private static final int ALL = Integer.MAX_VALUE / 2;

  private final String name;
  private final Kernel kernel;
  private final AtomicInteger done = new AtomicInteger();
  private final WaitQueue queue;

  public Completion(Kernel kernel, String name) {
    this.kernel = kernel;
    this.name = name;
    this.queue = new WaitQueue(kernel, name, this);
  }

  /// Lets one waiter go on.
  public void complete() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    done.updateAndGet(d -> d >= ALL ? d : d + 1);
    queue.wakeQuietly();
  }

  /// Lets all waiters go on, now and later.
  public void completeAll() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    done.set(ALL);
    queue.wakeQuietly();
  }

  public boolean isDone() {
    kernel.machine().reach(this, Operation.Access.READ);
    return done.get() > 0;
  }

  /// Waits, not to be interrupted.
  public void await() {
    queue.await(this::take, "completion");
  }

  /// Waits; false when a fatal signal ended the wait.
  public boolean awaitKillable() {
    return queue.awaitKillable(this::take, "completion");
  }

  private boolean take() {
    while (true) {
      int now = done.get();
      if (now == 0) {
        return false;
      }
      if (now >= ALL || done.compareAndSet(now, now - 1)) {
        return true;
      }
    }
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public boolean isReady() {
    return done.get() > 0;
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public String toString() {
    return name + (done.get() > 0 ? " (done)" : "");
  }
}
