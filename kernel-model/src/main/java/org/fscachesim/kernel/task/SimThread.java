package org.fscachesim.kernel.task;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A virtual thread that runs one simulated task after another, for one [SimMachine] after another.
///
/// A run has a handful of tasks and takes some microseconds; a virtual thread takes as long to make
/// and to warm up. So threads that have nothing to do wait for the next machine, up to [#MAX_IDLE]
/// of them; what is beyond that ends.
///
/// Only the holder of a machine's baton touches its threads, and the baton is the `baton` field of
/// one of them: written last by whoever hands over, read first by whoever takes over. So the other
/// fields are plain.
final class SimThread implements Runnable {
  /// Threads kept for later machines.
  static final int MAX_IDLE = 64;

  private static final ConcurrentLinkedQueue<SimThread> IDLE = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger IDLE_COUNT = new AtomicInteger();

  private final Thread thread = Thread.ofVirtual().name("simulated task").unstarted(this);
  private boolean started;
  private @Nullable SimMachine machine;
  private @Nullable Task task;
  private volatile boolean baton;

  private SimThread() {}

  /// A thread that runs nothing.
  static SimThread take() {
    SimThread idle = IDLE.poll();
    if (idle == null) {
      return new SimThread();
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

  /// Makes it run `task` from when it gets the baton.
  void assign(SimMachine toMachine, Task toTask) {
    machine = toMachine;
    task = toTask;
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

  /// Waits until somebody lets this thread run, which is the current one.
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
    while (true) {
      awaitBaton();
      SimMachine ran = machine;
      Task mine = task;
      machine = null;
      task = null;
      if (ran == null || mine == null) {
        return;
      }
      mine.run();
      ran.ended(mine, this);
    }
  }

  @Override
  public String toString() {
    return thread.toString();
  }
}
