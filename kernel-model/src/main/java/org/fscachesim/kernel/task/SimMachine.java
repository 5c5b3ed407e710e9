package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// Runs one task at a time, on a virtual clock, in an order that a [Strategy] chooses.
///
/// # The baton
///
/// Each task has a virtual thread, but only the one that holds the baton runs; `running` names it.
/// Between two scheduling points a task runs alone, so a model statement is atomic exactly where it
/// touches no primitive. The baton goes on in three places: at [#reach(Operation)], where the
/// strategy may prefer another task; at a park, where the task can not go on; and at a task's end.
/// A hand-over writes `running` before it unparks the next thread, and that thread looks at its
/// `baton` field (volatile) before it goes on, so plain fields need no other ordering.
///
/// # Time
///
/// [#nanos()] stands still while anybody can run. When nobody can, it jumps to the earliest
/// deadline of a timed park, and that task becomes runnable. When there is none either, the run has
/// deadlocked.
///
/// # Choices
///
/// The strategy is asked only when two tasks or more can run, and each answer is recorded, so that
/// a [Schedule] has no noise in it and replays.
///
/// # The end
///
/// A run ends when its main task does. Tasks that are left over are then unwound one by one with
/// [TaskAbandoned]; a failure in any task (a [KernelBug] above all) ends the run at once.
public final class SimMachine implements Machine {
  /// Wall clock at boot; the epoch that the recorded cases use for server files, too.
  public static final long BOOT_WALL_SECONDS = 1_700_000_000L;

  /// Steps after which a run is given up, unless told otherwise.
  public static final long DEFAULT_STEP_BOUND = 50_000_000L;

  private enum State {
    RUNNABLE,
    BLOCKED,
    FINISHED
  }

  private static final class SimCarrier implements Task.Carrier {
    final Thread thread;
    State state = State.RUNNABLE;
    boolean started;
    boolean permit;
    boolean unwinding;
    long parkCount;
    volatile boolean baton;

    SimCarrier(Thread thread) {
      this.thread = thread;
    }
  }

  private record Deadline(long nanos, long order, Task task, long parkCount) {}

  private final Strategy strategy;
  private final long stepBound;
  private final Schedule schedule = new Schedule();
  private final List<Task> tasks = new ArrayList<>();
  private final List<Task> runnable = new ArrayList<>();
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(
          Comparator.comparingLong(Deadline::nanos).thenComparingLong(Deadline::order));
  private final Semaphore over = new Semaphore(0);
  private @Nullable Task running;
  private @Nullable Task main;
  private @Nullable Throwable failure;
  private boolean stopping;
  private long nanos;
  private long steps;
  private long deadlineOrder;
  private int ids;

  public SimMachine(Strategy strategy) {
    this(strategy, DEFAULT_STEP_BOUND);
  }

  /// @param stepBound scheduling points after which the run is given up as a livelock
  public SimMachine(Strategy strategy, long stepBound) {
    this.strategy = strategy;
    this.stepBound = stepBound;
  }

  /// Runs `body` as the main task until it ends, and takes everything else down then.
  ///
  /// May be called once. Rethrows what ended a task.
  ///
  /// @throws HungTaskException at a deadlock or when the step bound is reached
  public void run(String name, Runnable body) {
    KernelBug.check(main == null, "a simulated machine runs once; make another one");
    strategy.begin();
    main = create(name, body);
    handOver(main);
    over.acquireUninterruptibly();
    unwind();
    LiveMachine.rethrow(failure);
  }

  /// The choices of the run so far.
  public Schedule schedule() {
    return schedule;
  }

  /// Scheduling points so far.
  public long steps() {
    return steps;
  }

  /// One line per unfinished task: what it waits for and who holds that.
  public String report() {
    return TaskReport.of(tasks);
  }

  /// The tasks that have not ended, oldest first.
  public List<Task> unfinished() {
    return tasks.stream().filter(t -> !t.isFinished()).toList();
  }

  @Override
  public Task current() {
    if (running == null) {
      throw new KernelBug("model code runs outside of SimMachine.run: no task is current");
    }
    return running;
  }

  private static SimCarrier carrier(Task task) {
    return (SimCarrier) java.util.Objects.requireNonNull(task.carrier);
  }

  @Override
  public Task spawn(String name, Runnable body) {
    return create(name, body);
  }

  private Task create(String name, Runnable body) {
    @Nullable Object inherited = running == null ? null : running.owner();
    Task task =
        new Task(
            ++ids, name, this, body, body instanceof OwnedBody owned ? owned.owner() : inherited);
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  awaitBaton(task);
                  task.run();
                  ended(task);
                });
    task.carrier = new SimCarrier(thread);
    task.setPending(new Operation.Start(() -> name));
    tasks.add(task);
    runnable.add(task);
    return task;
  }

  @Override
  public void reach(Operation operation) {
    Task me = current();
    if (carrier(me).unwinding) {
      return;
    }
    me.setPending(operation);
    countStep();
    if (runnable.size() > 1) {
      Task next = choose(me);
      if (next != me) {
        handOver(next);
        awaitBaton(me);
      }
    }
  }

  private void countStep() {
    if (++steps > stepBound) {
      fail(
          new HungTaskException(
              HungTaskException.Kind.STEP_BOUND,
              "no end after " + stepBound + " scheduling points:\n" + report()));
    }
  }

  private Task choose(@Nullable Task current) {
    Task next = strategy.next(runnable, current);
    schedule.add(new Schedule.Next(next.id(), runnable.size()));
    return next;
  }

  @Override
  public void park(Operation reason) {
    parkUntil(reason, Long.MAX_VALUE);
  }

  @Override
  public void parkUntil(Operation reason, long deadlineNanos) {
    Task me = current();
    SimCarrier carrier = carrier(me);
    if (carrier.unwinding) {
      throw new TaskAbandoned();
    }
    Waiting.mayNotSpin(me, reason);
    me.setPending(reason);
    countStep();
    if (carrier.permit) {
      carrier.permit = false;
      return;
    }
    if (deadlineNanos <= nanos) {
      return;
    }
    carrier.state = State.BLOCKED;
    runnable.remove(me);
    carrier.parkCount++;
    if (deadlineNanos != Long.MAX_VALUE) {
      deadlines.add(new Deadline(deadlineNanos, ++deadlineOrder, me, carrier.parkCount));
    }
    goOn();
    awaitBaton(me);
    carrier.permit = false;
  }

  @Override
  public void unpark(Task task) {
    SimCarrier carrier = carrier(task);
    switch (carrier.state) {
      case RUNNABLE -> carrier.permit = true;
      case BLOCKED -> wake(task, carrier);
      case FINISHED -> {}
    }
  }

  private void wake(Task task, SimCarrier carrier) {
    carrier.state = State.RUNNABLE;
    int at = 0;
    while (at < runnable.size() && runnable.get(at).id() < task.id()) {
      at++;
    }
    runnable.add(at, task);
  }

  /// Passes the baton on when the current task can not keep it.
  private void goOn() {
    while (runnable.isEmpty()) {
      Deadline next = deadlines.poll();
      if (next == null) {
        fail(
            new HungTaskException(
                HungTaskException.Kind.DEADLOCK,
                "deadlock: nobody can run and nothing is due:\n" + report()));
        return;
      }
      SimCarrier carrier = carrier(next.task);
      // A task that was unparked earlier left its deadline behind; it parks under another count.
      if (carrier.state == State.BLOCKED && carrier.parkCount == next.parkCount) {
        nanos = Math.max(nanos, next.nanos);
        wake(next.task, carrier);
      }
    }
    handOver(runnable.size() == 1 ? runnable.getFirst() : choose(null));
  }

  private void ended(Task task) {
    SimCarrier carrier = carrier(task);
    carrier.state = State.FINISHED;
    runnable.remove(task);
    if (stopping) {
      over.release();
      return;
    }
    if (task.failure() instanceof Throwable thrown) {
      failure = thrown;
      over.release();
    } else if (task == main) {
      over.release();
    } else {
      try {
        goOn();
      } catch (TaskAbandoned e) {
        // The run failed in goOn(), which has told the runner.
      } catch (RuntimeException e) {
        failure = e;
        over.release();
      }
    }
  }

  /// Ends the run from within a task, which never comes back.
  private void fail(RuntimeException why) {
    failure = why;
    over.release();
    Task me = current();
    if (carrier(me).state == State.FINISHED) {
      throw new TaskAbandoned();
    }
    awaitBaton(me);
  }

  private void handOver(Task next) {
    SimCarrier carrier = carrier(next);
    running = next;
    carrier.baton = true;
    if (carrier.started) {
      LockSupport.unpark(carrier.thread);
    } else {
      carrier.started = true;
      carrier.thread.start();
    }
  }

  private void awaitBaton(Task me) {
    SimCarrier carrier = carrier(me);
    while (!carrier.baton) {
      LockSupport.park(this);
    }
    carrier.baton = false;
    if (stopping) {
      carrier.unwinding = true;
      throw new TaskAbandoned();
    }
  }

  /// Takes the left-over tasks down, one at a time, so that their `finally` blocks run alone, too.
  private void unwind() {
    stopping = true;
    for (Task task : List.copyOf(tasks)) {
      SimCarrier carrier = carrier(task);
      if (carrier.started && carrier.state != State.FINISHED) {
        handOver(task);
        over.acquireUninterruptibly();
      }
    }
    running = null;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallSeconds() {
    return BOOT_WALL_SECONDS + nanos / 1_000_000_000L;
  }

  @Override
  public int choose(String question, int n) {
    KernelBug.check(n > 0, "a choice needs an answer: " + question);
    if (n == 1 || carrier(current()).unwinding) {
      return 0;
    }
    int value = strategy.draw(question, n);
    schedule.add(new Schedule.Draw(value, n));
    return value;
  }
}
