package org.fscachesim.kernel.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// Runs tasks in parallel, one virtual thread each, on the real clock.
public final class LiveMachine implements Machine {
  private static final class LiveCarrier implements Task.Carrier {
    final Thread thread;

    LiveCarrier(Thread thread) {
      this.thread = thread;
    }
  }

  // One per machine, not static: a thread is a task of one machine only.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Task> current = new ThreadLocal<>();

  private final AtomicInteger ids = new AtomicInteger();
  private final List<Task> tasks = new ArrayList<>();
  private final long bootNanos = System.nanoTime();
  private volatile boolean halted;

  @Override
  public Task current() {
    Task task = current.get();
    if (task == null) {
      throw new KernelBug("thread " + Thread.currentThread() + " runs model code but is no task");
    }
    return task;
  }

  @Override
  public Task spawn(String name, Runnable body) {
    return spawn(name, body, Thread.ofVirtual());
  }

  /// Starts a task on a platform thread, for bodies that block in native calls for long.
  public Task spawnOnPlatformThread(String name, Runnable body) {
    return spawn(name, body, Thread.ofPlatform().daemon());
  }

  private Task spawn(String name, Runnable body, Thread.Builder threads) {
    @Nullable Task parent = current.get();
    Task task =
        new Task(
            ids.incrementAndGet(),
            name,
            this,
            body,
            body instanceof OwnedBody owned
                ? owned.owner()
                : parent == null ? null : parent.owner());
    Thread thread =
        threads
            .name(name)
            .unstarted(
                () -> {
                  current.set(task);
                  task.run();
                  forget(task);
                });
    task.carrier = new LiveCarrier(thread);
    synchronized (tasks) {
      tasks.add(task);
    }
    thread.start();
    return task;
  }

  private void forget(Task task) {
    synchronized (tasks) {
      if (task.failure() == null) {
        tasks.remove(task);
      }
    }
  }

  /// Runs `body` as a task and waits for it.
  ///
  /// @throws HungTaskException when it has not ended after `limit`; the message names every task
  ///   and what it waits for
  public void run(String name, Runnable body, Duration limit) {
    Task task = spawn(name, body);
    try {
      LiveCarrier carrier = (LiveCarrier) task.carrier;
      if (carrier == null || !carrier.thread.join(limit)) {
        throw new HungTaskException(
            HungTaskException.Kind.TIMED_OUT,
            name + " has not ended after " + limit.toMillis() + " ms:\n" + report());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HungTaskException(
          HungTaskException.Kind.TIMED_OUT, name + " was abandoned: its waiter was interrupted");
    }
    rethrow(task.failure());
  }

  /// The failures of tasks that nobody joined, such as kernel workers.
  public List<Throwable> failures() {
    synchronized (tasks) {
      List<Throwable> out = new ArrayList<>();
      for (Task task : tasks) {
        if (task.failure() instanceof Throwable failure) {
          out.add(failure);
        }
      }
      return out;
    }
  }

  static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  /// Ends every task that waits, now or later: for the end of a program.
  public void halt() {
    halted = true;
    List<Task> all;
    synchronized (tasks) {
      all = List.copyOf(tasks);
    }
    all.forEach(this::unpark);
  }

  /// One line per unfinished task: what it waits for and who holds that.
  public String report() {
    synchronized (tasks) {
      return TaskReport.of(tasks);
    }
  }

  @Override
  public void reach(Operation operation) {
    if (halted) {
      throw new TaskAbandoned();
    }
  }

  @Override
  public void park(Operation reason) {
    Task me = current();
    Waiting.mayNotSpin(me, reason);
    me.setPending(reason);
    if (halted) {
      throw new TaskAbandoned();
    }
    LockSupport.park(reason);
    if (halted) {
      throw new TaskAbandoned();
    }
  }

  @Override
  public void parkUntil(Operation reason, long deadlineNanos) {
    Task me = current();
    Waiting.mayNotSpin(me, reason);
    me.setPending(reason);
    if (halted) {
      throw new TaskAbandoned();
    }
    long left = deadlineNanos - nanos();
    if (left > 0) {
      LockSupport.parkNanos(reason, left);
    }
    if (halted) {
      throw new TaskAbandoned();
    }
  }

  @Override
  public void unpark(Task task) {
    if (task.carrier instanceof LiveCarrier carrier) {
      LockSupport.unpark(carrier.thread);
    }
  }

  @Override
  public long nanos() {
    return System.nanoTime() - bootNanos;
  }

  @Override
  public long wallSeconds() {
    return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
  }

  @Override
  public int choose(String question, int n) {
    return 0;
  }
}
