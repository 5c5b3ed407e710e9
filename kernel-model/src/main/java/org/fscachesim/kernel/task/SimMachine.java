package org.fscachesim.kernel.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelWatch;
import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// Runs one task at a time, on a virtual clock, in an order that a [Strategy] chooses.
///
/// To run many, start the JVM with `--add-exports java.base/jdk.internal.vm=ALL-UNNAMED`: then the
/// tasks are continuations of the calling thread. Without it they are virtual threads, and [#run]
/// should be called from one, as waking a platform thread at the end of each run takes longer than
/// a small run itself.
///
/// # The baton
///
/// Each task has a [Runner], but only the one that holds the baton runs; `running` names its task.
/// Between two scheduling points a task runs alone, so a model statement is atomic exactly where it
/// touches no primitive. The baton goes on in three places: at [#reach(Operation)], where the
/// strategy may prefer another task; at a park, where the task can not go on; and at a task's end.
/// Whoever has handed the baton over touches nothing of the machine any more. [Runners] moves it;
/// where runners are threads, it has the one volatile field that orders all the plain ones here.
///
/// # Time
///
/// [#nanos()] stands still while anybody can run. When nobody can, it jumps to the earliest
/// deadline of a timed park, and all tasks that are due then become runnable, so that they race.
/// When there is no deadline either, the run has deadlocked.
///
/// # Choices
///
/// The strategy is asked only when two tasks or more can run, and each answer is recorded, so that
/// a [Schedule] has no noise in it and replays.
///
/// # The end
///
/// A run ends when its main task does, and at once when a task fails (with a [KernelBug] above
/// all), nobody can go on, or the strategy gives up. The tasks that are left over then go down one
/// by one, oldest first: each gets the baton once more and a [TaskAbandoned] with it, so that its
/// `finally` blocks run, alone. They may touch primitives and even spawn (what they spawn never
/// runs), but not wait.
public final class SimMachine implements Machine {
  /// Wall clock at boot; the epoch that the recorded cases use for server files, too.
  public static final long BOOT_WALL_SECONDS = 1_700_000_000L;

  /// Steps after which a run is given up, unless told otherwise.
  public static final long DEFAULT_STEP_BOUND = 50_000_000L;

  /// Scheduling points that a task may reach while it goes down: `finally` blocks are short, and
  /// one that spins until another task does something would spin for ever.
  private static final int UNWINDING_BOUND = 100_000;

  /// Looks of one step, at most: a task that only looks, for ever, is a livelock.
  private static final int MOST_LOOKS = 64;

  private static final long NEVER = Long.MAX_VALUE;

  private enum State {
    RUNNABLE,
    BLOCKED,
    FINISHED
  }

  /// What the machine keeps with a task.
  private static final class SimCarrier implements Task.Carrier {
    /// Null until the task first runs.
    @Nullable Runner runner;

    State state = State.RUNNABLE;
    boolean permit;
    long deadline = NEVER;
    boolean unwinding;
    int unwindingSteps;
  }

  private final Strategy strategy;
  private final long stepBound;
  private final @Nullable KernelWatch watch =
      KernelWatch.SCOPE.isBound() ? KernelWatch.SCOPE.get() : null;
  private final Schedule schedule = new Schedule();
  // Both ascending by id. `tasks` holds the unfinished ones.
  private final List<Task> tasks = new ArrayList<>();
  private final List<Task> runnable = new ArrayList<>();
  private final List<Task> runnableView = Collections.unmodifiableList(runnable);
  private final @Nullable Observer observer;
  private final @Nullable StoreBuffers stores;
  private @Nullable RaceDetector races;
  private @Nullable Runners runners;
  private @Nullable Task main;
  private @Nullable Task running;
  private boolean stopping;
  private boolean places = true;
  // Whether a condition is looked at that nobody waits in.
  private boolean judging;
  // How many looks the step under way is made of; 0 when it has done anything else.
  private int looks;
  private final List<String> belated = new ArrayList<>();
  private @Nullable Throwable failure;
  private long nanos;
  private long steps;
  private int ids;

  public SimMachine(Strategy strategy) {
    this(strategy, DEFAULT_STEP_BOUND);
  }

  /// @param stepBound scheduling points after which a run is given up as a livelock
  public SimMachine(Strategy strategy, long stepBound) {
    this(strategy, stepBound, null);
  }

  /// @param stepBound scheduling points after which a run is given up as a livelock
  /// @param observer hears what happens; null when nobody listens
  public SimMachine(Strategy strategy, long stepBound, @Nullable Observer observer) {
    this(strategy, stepBound, observer, MemoryModel.SEQUENTIAL);
  }

  /// @param stepBound scheduling points after which a run is given up as a livelock
  /// @param observer hears what happens; null when nobody listens
  /// @param memory when stores are seen
  public SimMachine(
      Strategy strategy, long stepBound, @Nullable Observer observer, MemoryModel memory) {
    this.strategy = strategy;
    this.stepBound = stepBound;
    this.observer = observer;
    this.stores = memory == MemoryModel.SEQUENTIAL ? null : new StoreBuffers(this, memory);
  }

  /// Lets nobody note where in the code locks and plain fields are touched, which would take a
  /// tenth of the time of a run: a wrong lock order or a data race is found as ever, and told
  /// without its places. To be called before the run.
  ///
  /// @return this
  public SimMachine withoutPlaces() {
    places = false;
    return this;
  }

  @Override
  public boolean notesPlaces() {
    return places;
  }

  /// Whether tasks are continuations of a platform thread that runs a machine: the JVM exports
  /// them. Else they are virtual threads.
  public static boolean hasContinuations() {
    return Continuations.areAvailable();
  }

  /// Runs `body` as the main task until it ends, and takes everything else down then.
  ///
  /// May be called once. Rethrows what ended a task.
  ///
  /// @throws HungTaskException at a deadlock or when the step bound is reached
  public void run(String name, Runnable body) {
    KernelBug.check(main == null, "a simulated machine runs once; make another one");
    strategy.begin();
    runners = Runners.ofCurrentThread();
    main = create(name, watch == null ? body : watched(watch, body));
    handOver(main);
    runners().awaitMachine();
    unwind();
    LiveMachine.rethrow(failure);
  }

  private Runners runners() {
    return Objects.requireNonNull(runners);
  }

  private Runnable watched(KernelWatch by, Runnable body) {
    return () -> {
      body.run();
      by.ending(this);
    };
  }

  /// Who looks after the kernels of this machine: whoever did where it was made. Null for nobody.
  public @Nullable KernelWatch watch() {
    return watch;
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
    return List.copyOf(tasks);
  }

  /// The tasks that wait without a deadline, oldest first: when nobody else can run and no timer is
  /// due, nothing but another task's help from outside ends their wait.
  public List<Task> stuck() {
    return tasks.stream()
        .filter(t -> carrier(t).state == State.BLOCKED && carrier(t).deadline == NEVER)
        .toList();
  }

  @Override
  public Task current() {
    Task task = running;
    if (task == null) {
      throw new KernelBug("model code runs outside of SimMachine.run: no task is current");
    }
    Runner runner = carrier(task).runner;
    if (runner == null || !runners().isCurrent(runner)) {
      throw new KernelBug(
          Thread.currentThread() + " runs model code, but " + task + " is the task that runs");
    }
    return task;
  }

  private static SimCarrier carrier(Task task) {
    return (SimCarrier) Objects.requireNonNull(task.carrier);
  }

  @Override
  public Task spawn(String name, Runnable body) {
    if (main != null) {
      var _ = current();
    }
    return create(name, body);
  }

  private Task create(String name, Runnable body) {
    @Nullable Object inherited = running == null ? null : running.owner();
    looks = 0;
    Task task =
        new Task(
            ++ids, name, this, body, body instanceof OwnedBody owned ? owned.owner() : inherited);
    task.carrier = new SimCarrier();
    task.setPending(new Operation.Start(task));
    tasks.add(task);
    runnable.add(task);
    if (observer != null && !stopping) {
      observer.spawns(running, task);
    }
    if (races != null) {
      races.spawns(running, task);
    }
    return task;
  }

  @Override
  public RaceDetector races() {
    RaceDetector detector = races;
    if (detector == null) {
      detector = new RaceDetector(places);
      races = detector;
    }
    return detector;
  }

  /// The wake-ups of the run so far that were lost, and that a timer made good, one line each.
  public List<String> belatedWakeups() {
    return List.copyOf(belated);
  }

  /// Whom a task that is [#stuck()] waits for, who that one waits for, and so on; and which timers
  /// are the only ones to go on, if any are set.
  public String whyStuck(Task task) {
    StringBuilder out = new StringBuilder(WaitGraph.chainFrom(task));
    for (Task other : tasks) {
      if (carrier(other).state == State.BLOCKED && carrier(other).deadline != NEVER) {
        out.append("; only a timer would go on: ").append(other);
        out.append(" at ").append(carrier(other).deadline / 1_000_000).append(" ms");
      }
    }
    return out.toString();
  }

  /// The data races of the run so far, one line each.
  public List<String> dataRaces() {
    return races == null ? List.of() : races.found();
  }

  @Override
  public @Nullable StoreBuffers stores() {
    return stores;
  }

  @Override
  public void reach(Operation operation) {
    if (stores != null && !isLoad(operation)) {
      stores.drain(current());
    }
    if (looks > 0 && operation instanceof Operation.Touch) {
      goOn(operation);
      looks = 0;
    } else {
      point(operation);
    }
  }

  @Override
  public void look(Resource resource) {
    Operation look = new Operation.Touch(resource, Operation.Access.READ);
    int before = looks;
    if (before > 0 && before < MOST_LOOKS) {
      goOn(look);
      looks = before + 1;
    } else {
      point(look);
      looks = 1;
    }
  }

  /// One more operation of the same step.
  private void goOn(Operation operation) {
    Task me = current();
    if (!carrier(me).unwinding) {
      me.setPending(operation);
      performs(me, operation);
    }
  }

  private static boolean isLoad(Operation operation) {
    return operation instanceof Operation.Touch(_, Operation.Access access)
        && access == Operation.Access.READ;
  }

  /// The task that runs; null before the run and behind it.
  @Nullable Task running() {
    return running;
  }

  /// Whether the run is over, and what is left of it goes down.
  boolean isStopping() {
    return stopping;
  }

  /// A scheduling point, and nothing else.
  void point(Operation operation) {
    Task me = current();
    looks = 0;
    SimCarrier carrier = carrier(me);
    if (carrier.unwinding) {
      if (++carrier.unwindingSteps > UNWINDING_BOUND) {
        throw new TaskAbandoned();
      }
      return;
    }
    me.setPending(operation);
    @Nullable Task next = null;
    try {
      countStep();
      next = choose(me);
    } catch (Throwable e) {
      giveUp(carrier, e);
    }
    if (next != null && next != me) {
      handOver(next);
      awaitBaton(carrier);
    }
    performs(me, operation);
  }

  private void performs(Task me, Operation operation) {
    if (observer != null) {
      observer.performs(me, operation);
    }
    if (races != null) {
      races.performs(me, operation);
    }
  }

  @Override
  public void touch(Resource resource, Operation.Access access) {
    Task me = running;
    if (me == null || judging) {
      return;
    }
    looks = 0;
    if (observer != null && !stopping) {
      observer.touches(me, resource, access);
    }
    if (races != null) {
      races.touches(me, resource, access);
    }
  }

  private void countStep() {
    if (++steps > stepBound) {
      throw new HungTaskException(
          HungTaskException.Kind.STEP_BOUND,
          Symptom.LIVELOCK,
          "no end after " + stepBound + " scheduling points:\n" + report());
    }
  }

  private Task choose(@Nullable Task current) {
    if (runnable.size() == 1) {
      Task only = runnable.getFirst();
      strategy.alone(only);
      return only;
    }
    Task next = strategy.next(runnableView, current);
    if (!(next.carrier instanceof SimCarrier carrier)
        || carrier.state != State.RUNNABLE
        || !runnable.contains(next)) {
      throw new KernelBug("strategy: " + next + " cannot run, but was chosen");
    }
    schedule.addNext(next.id(), runnable.size());
    return next;
  }

  @Override
  public void park(Operation reason) {
    parkUntil(reason, NEVER);
  }

  @Override
  public void parkUntil(Operation reason, long deadlineNanos) {
    Task me = current();
    SimCarrier carrier = carrier(me);
    if (carrier.unwinding) {
      throw new TaskAbandoned();
    }
    looks = 0;
    Waiting.mayNotSpin(me, reason);
    if (stores != null) {
      stores.drain(me);
    }
    me.setPending(reason);
    @Nullable Task next = null;
    try {
      countStep();
      boolean sleeps = !carrier.permit && deadlineNanos > nanos;
      if (observer != null) {
        observer.parks(me, reason, sleeps);
      }
      if (!sleeps) {
        carrier.permit = false;
        return;
      }
      carrier.state = State.BLOCKED;
      carrier.deadline = deadlineNanos;
      runnable.remove(me);
      next = whoGoesOn();
    } catch (Throwable e) {
      giveUp(carrier, e);
    }
    if (next != null && next != me) {
      handOver(next);
      awaitBaton(carrier);
    }
    carrier.permit = false;
    performs(me, reason);
  }

  @Override
  public void unpark(Task task) {
    if (running != null) {
      var _ = current();
    }
    looks = 0;
    SimCarrier carrier = carrier(task);
    if (observer != null && !stopping) {
      observer.unparks(running, task);
    }
    if (races != null) {
      races.unparks(running, task);
    }
    switch (carrier.state) {
      case RUNNABLE -> carrier.permit = true;
      case BLOCKED -> wake(task, carrier);
      case FINISHED -> {}
    }
  }

  private void wake(Task task, SimCarrier carrier) {
    carrier.state = State.RUNNABLE;
    carrier.deadline = NEVER;
    int at = runnable.size();
    while (at > 0 && runnable.get(at - 1).id() > task.id()) {
      at--;
    }
    runnable.add(at, task);
  }

  /// Who gets the baton when the current task can not keep it.
  private Task whoGoesOn() {
    if (runnable.isEmpty()) {
      passTime();
    }
    return choose(null);
  }

  private void passTime() {
    long earliest = NEVER;
    for (Task task : tasks) {
      earliest = Math.min(earliest, carrier(task).deadline);
    }
    if (earliest == NEVER) {
      throw standstill();
    }
    noteBelated(earliest);
    nanos = earliest;
    if (observer != null) {
      observer.timePasses(nanos);
    }
    for (Task task : tasks) {
      SimCarrier carrier = carrier(task);
      if (carrier.deadline <= nanos) {
        if (observer != null) {
          observer.unparks(null, task);
        }
        wake(task, carrier);
      }
    }
  }

  /// Who only now finds what it waited for, because its time is over, was not woken when it came.
  private void noteBelated(long now) {
    for (Task task : tasks) {
      if (carrier(task).deadline == now
          && task.pending() instanceof Operation.Wait wait
          && wait.condition() != null
          && holds(wait.condition())) {
        belated.add(
            task
                + " slept until "
                + now / 1_000_000
                + " ms, but what it waited for was there: "
                + wait.describe());
      }
    }
  }

  private HungTaskException standstill() {
    String report = report();
    WaitGraph.Standstill found = WaitGraph.of(tasks, this::holds);
    return new HungTaskException(
        HungTaskException.Kind.DEADLOCK,
        found.symptom(),
        found.symptom().text()
            + ": nobody can run and nothing is due:\n"
            + report
            + "\n"
            + found.told());
  }

  /// Whether a condition holds, now that nobody can run: it may touch primitives, but not wait.
  private boolean holds(BooleanSupplier condition) {
    SimCarrier me = carrier(current());
    boolean before = me.unwinding;
    int steps = me.unwindingSteps;
    me.unwinding = true;
    judging = true;
    try {
      return condition.getAsBoolean();
    } catch (RuntimeException | TaskAbandoned e) {
      return false;
    } finally {
      judging = false;
      me.unwinding = before;
      me.unwindingSteps = steps;
    }
  }

  /// The task's body is about to run.
  void begins(Task task) {
    if (observer != null && !stopping && task.pending() instanceof Operation start) {
      observer.performs(task, start);
    }
  }

  /// Whether the baton, which was passed on just now, came back to the same runner.
  boolean keepsBaton(Runner runner) {
    return runners().keeps(runner);
  }

  /// The task's body has returned or thrown; its runner goes on to the next task.
  void ended(Task task, Runner runner) {
    if (observer != null && !stopping) {
      observer.ends(task);
    }
    if (races != null) {
      races.ends(task);
    }
    if (stores != null) {
      stores.ended(task);
    }
    carrier(task).state = State.FINISHED;
    tasks.remove(task);
    runnable.remove(task);
    runners().giveBack(runner);
    if (stopping || task == main || task.failure() != null) {
      if (failure == null) {
        failure = task.failure();
      }
      runners().passToMachine();
      return;
    }
    Task next;
    try {
      next = whoGoesOn();
    } catch (Throwable e) {
      failure = e;
      runners().passToMachine();
      return;
    }
    handOver(next);
  }

  /// Ends the run from within a task, which comes back only to go down.
  private void giveUp(SimCarrier me, Throwable why) {
    failure = why;
    runners().passToMachine();
    awaitBaton(me);
  }

  private void handOver(Task next) {
    SimCarrier carrier = carrier(next);
    looks = 0;
    running = next;
    Runner runner = carrier.runner;
    if (runner == null) {
      runner = runners().take();
      runner.assign(this, next);
      carrier.runner = runner;
    }
    runners().pass(runner);
  }

  private void awaitBaton(SimCarrier me) {
    Objects.requireNonNull(me.runner).awaitBaton();
    if (stopping) {
      me.unwinding = true;
      throw new TaskAbandoned();
    }
  }

  private void unwind() {
    stopping = true;
    for (Task task : List.copyOf(tasks)) {
      if (carrier(task).runner != null) {
        handOver(task);
        runners().awaitMachine();
      }
    }
    running = null;
    runners().close();
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
  public void note(Supplier<String> what) {
    if (observer != null && !stopping) {
      observer.notes(current(), what);
    }
  }

  @Override
  public int choose(String question, int n) {
    KernelBug.check(n > 0, () -> "a choice needs an answer: " + question);
    SimCarrier me = carrier(current());
    if (n == 1 || me.unwinding) {
      return 0;
    }
    looks = 0;
    try {
      int value = strategy.draw(question, n);
      if (value < 0 || value >= n) {
        throw new KernelBug("strategy: drew " + value + " of " + n + " for: " + question);
      }
      schedule.addDraw(value, n);
      if (observer != null) {
        observer.draws(current(), question, n, value);
      }
      return value;
    } catch (Throwable e) {
      giveUp(me, e);
      return 0;
    }
  }
}
