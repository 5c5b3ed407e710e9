package org.fscachesim.kernel.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// Runs tasks in parallel, one virtual thread each, on the real clock.
public final class LiveMachine implements Machine {
  private static final class LiveCarrier implements Task.Carrier {
    final Thread thread;
    // Written and read by the task's own thread.
    boolean unwinding;

    LiveCarrier(Thread thread) {
      this.thread = thread;
    }
  }

  /// Who begins late, how late at most, and whether that is over.
  private record Hold(Predicate<Task> which, Duration most, CountDownLatch released) {}

  // One per machine, not static: a thread is a task of one machine only.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Task> current = new ThreadLocal<>();

  private final AtomicInteger ids = new AtomicInteger();
  private final long bootNanos = System.nanoTime();
  private volatile boolean halted;
  private volatile @Nullable Hold hold;
  // The monitor of `tasks` guards both, and is notified when a task ends. Oldest first; a task that
  // has ended is forgotten.
  private final Set<Task> tasks = new LinkedHashSet<>();
  private final List<Throwable> failures = new ArrayList<>();

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

  @SuppressWarnings("ThreadPriorityCheck") // a hint, on which nothing depends
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
                  awaitHold(task);
                  task.run();
                  ended(task);
                });
    task.carrier = new LiveCarrier(thread);
    synchronized (tasks) {
      tasks.add(task);
    }
    thread.start();
    // With a processor to spare a new task begins at once. Carriers are few: make room for it.
    Thread.yield();
    return task;
  }

  /// From now on tasks of that kind begin late: when the hold is given up, or after a while, so
  /// that whoever waits for them is not stuck.
  ///
  /// @param most how late at most
  public void holdBack(Predicate<Task> which, Duration most) {
    letGo();
    hold = new Hold(which, most, new CountDownLatch(1));
  }

  /// Gives the hold up: those that were held back begin.
  public void letGo() {
    Hold given = hold;
    hold = null;
    if (given != null) {
      given.released.countDown();
    }
  }

  private void awaitHold(Task task) {
    Hold now = hold;
    if (now == null || !now.which.test(task)) {
      return;
    }
    try {
      boolean _ = now.released.await(now.most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(Task task) {
    synchronized (tasks) {
      tasks.remove(task);
      if (task.failure() instanceof Throwable failure) {
        failures.add(failure);
      }
      tasks.notifyAll();
    }
  }

  /// Runs `body` as a task and waits for it. Rethrows what ended it, or what ended any other task
  /// of this machine, such as a kernel worker, as soon as that happens; the rest goes on until
  /// [#halt()].
  ///
  /// @throws HungTaskException when it has not ended after `limit`, and the message names every
  ///   task and what it waits for; or when somebody halted the machine before the end
  public void run(String name, Runnable body, Duration limit) {
    Task task = spawn(name, body);
    long end = System.nanoTime() + limit.toNanos();
    @Nullable Throwable failure = null;
    synchronized (tasks) {
      try {
        while (tasks.contains(task) && failures.isEmpty()) {
          long left = end - System.nanoTime();
          if (left <= 0) {
            throw new HungTaskException(
                HungTaskException.Kind.TIMED_OUT,
                Symptom.HUNG_TASK,
                name + " has not ended after " + limit.toMillis() + " ms:\n" + report());
          }
          TimeUnit.NANOSECONDS.timedWait(tasks, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HungTaskException(
            HungTaskException.Kind.TIMED_OUT,
            Symptom.HUNG_TASK,
            name + " was abandoned: its waiter was interrupted");
      }
      if (!failures.isEmpty()) {
        failure = failures.getFirst();
      }
    }
    rethrow(failure);
    if (task.isAbandoned()) {
      throw new HungTaskException(
          HungTaskException.Kind.HALTED,
          Symptom.HUNG_TASK,
          name + " was abandoned: the machine was halted");
    }
  }

  /// What ended tasks that should not have ended so, in the order of time.
  public List<Throwable> failures() {
    synchronized (tasks) {
      return List.copyOf(failures);
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

  /// Takes every task down when it next waits or touches a primitive: for the end of a program. The
  /// `finally` blocks of a task may touch primitives, but not wait.
  public void halt() {
    halted = true;
    unfinished().forEach(this::unpark);
  }

  /// The tasks that have not ended, oldest first.
  public List<Task> unfinished() {
    synchronized (tasks) {
      return List.copyOf(tasks);
    }
  }

  /// One line per unfinished task: what it waits for and who holds that.
  public String report() {
    return TaskReport.of(unfinished());
  }

  @Override
  public void reach(Operation operation) {
    if (halted) {
      takeDown();
    }
  }

  /// Nobody asks here what a task is about to do, so nothing is made to say it.
  @Override
  public void reach(Resource resource, Operation.Access access) {
    if (halted) {
      takeDown();
    }
  }

  /// Null: what the JVM and the processor do is all that happens.
  @Override
  public @Nullable RaceDetector races() {
    return null;
  }

  @Override
  public @Nullable StoreBuffers stores() {
    return null;
  }

  @Override
  public void touch(Resource resource, Operation.Access access) {}

  /// A task that goes down already is let through: it is in its `finally` blocks.
  private void takeDown() {
    Task task = current.get();
    if (task != null && task.carrier instanceof LiveCarrier carrier && !carrier.unwinding) {
      carrier.unwinding = true;
      throw new TaskAbandoned();
    }
  }

  @Override
  public void park(Operation reason) {
    parkUntil(reason, Long.MAX_VALUE);
  }

  @Override
  public void parkUntil(Operation reason, long deadlineNanos) {
    Task me = current();
    Waiting.mayNotSpin(me, reason);
    mayWait(me);
    me.setPending(reason);
    if (deadlineNanos == Long.MAX_VALUE) {
      LockSupport.park(reason);
    } else {
      long left = deadlineNanos - nanos();
      if (left > 0) {
        LockSupport.parkNanos(reason, left);
      }
    }
    me.setPending(null);
    mayWait(me);
  }

  private void mayWait(Task me) {
    if (halted) {
      if (me.carrier instanceof LiveCarrier carrier) {
        carrier.unwinding = true;
      }
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
    KernelBug.check(n > 0, () -> "a choice needs an answer: " + question);
    return 0;
  }
}
