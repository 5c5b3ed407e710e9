package org.fscachesim.kernel.task;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A [Runner] that is a virtual thread.
///
/// A virtual thread takes as long to make and to warm up as a whole run does. So threads that have
/// nothing to do wait for the next machine, up to [#MAX_IDLE] of them; what is beyond that ends.
///
/// Only the holder of a machine's baton touches its threads, and the baton is the `baton` field of
/// one of them: written last by whoever hands over, read first by whoever takes over. So the other
/// fields are plain.
final class ThreadRunner extends Runner {
  /// Threads kept for later machines.
  static final int MAX_IDLE = 64;

  private static final ConcurrentLinkedQueue<ThreadRunner> IDLE = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger IDLE_COUNT = new AtomicInteger();

  private final Thread thread = Thread.ofVirtual().name("simulated task").unstarted(this);
  private boolean started;
  private volatile boolean baton;

  private ThreadRunner() {}

  /// A thread that runs nothing.
  static ThreadRunner take() {
    ThreadRunner idle = IDLE.poll();
    if (idle == null) {
      return new ThreadRunner();
    }
    IDLE_COUNT.decrementAndGet();
    return idle;
  }

  /// Gives back a thread whose task has ended.
  void giveBack() {
    if (IDLE_COUNT.incrementAndGet() <= MAX_IDLE) {
      IDLE.add(this);
    } else {
      IDLE_COUNT.decrementAndGet();
      passBaton();
    }
  }

  boolean isCurrent() {
    return thread.equals(Thread.currentThread());
  }

  /// Lets this thread run. The caller must not touch the machine after that.
  void passBaton() {
    baton = true;
    if (!started) {
      started = true;
      thread.start();
    } else if (!isCurrent()) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  void awaitBaton() {
    while (!baton) {
      LockSupport.park(this);
      // An interrupt means nothing here, but would keep the thread from parking.
      boolean _ = Thread.interrupted();
    }
    baton = false;
  }

  @Override
  public void run() {
    @Nullable SimMachine ran;
    do {
      awaitBaton();
      ran = runAssigned();
    } while (ran != null);
  }

  @Override
  public String toString() {
    return thread.toString();
  }
}
