package org.fscachesim.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.fscachesim.kernel.invariant.Checkers;
import org.fscachesim.kernel.invariant.KernelChecker;
import org.fscachesim.kernel.sync.LockOrder;
import org.fscachesim.kernel.sync.Sleeping;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.OwnedBody;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.kernel.trace.TraceEvent;
import org.fscachesim.kernel.vfs.Namespace;
import org.fscachesim.kernel.work.WorkQueue;

/// One booted kernel: the machine that runs it, its release, its clock, its work queues, its log.
///
/// All state of the models hangs below a kernel; two kernels in one JVM do not know of each other.
public final class Kernel {
  private final KernelConfig config;
  private final Machine machine;
  private final TraceBuffer trace;
  private final KernelLog log = new KernelLog();
  private final Ledger ledger = new Ledger();
  private final LockOrder lockOrder;
  private final Faults faults;
  private final Checkers checkers;
  private final Namespace namespace = new Namespace(this);
  private final Map<String, WorkQueue> workQueues = new LinkedHashMap<>();
  // Large enough never to grow: some sixty are asked for in the life of a kernel.
  private final Map<Switch, Boolean> switches = new ConcurrentHashMap<>(128);

  private Kernel(KernelConfig config, Machine machine) {
    this.config = config;
    this.machine = machine;
    this.faults = new Faults(machine);
    this.trace = new TraceBuffer(config.traceLimit());
    this.lockOrder = new LockOrder(machine.notesPlaces());
    if (config.checked() && machine instanceof SimMachine serial) {
      this.checkers = new Checkers(true);
      checkers.add(() -> new KernelChecker(serial));
    } else {
      this.checkers = new Checkers(false);
    }
  }

  /// Boots a kernel on a machine.
  public static Kernel boot(KernelConfig config, Machine machine) {
    Kernel kernel = new Kernel(config, machine);
    if (machine instanceof SimMachine watched && watched.watch() instanceof KernelWatch watch) {
      watch.booted(kernel);
    }
    return kernel;
  }

  public KernelConfig config() {
    return config;
  }

  public Machine machine() {
    return machine;
  }

  /// The task that runs this code.
  public Task current() {
    return machine.current();
  }

  /// Starts a kernel task, which belongs to no process.
  public Task spawn(String name, Runnable body) {
    return spawn(this, name, body);
  }

  /// Starts a task that belongs to `owner`, such as a process.
  public Task spawn(Object owner, String name, Runnable body) {
    return machine.spawn(name, new OwnedBody(owner, body));
  }

  /// Whether this kernel has a fix or behaviour.
  public boolean has(Switch item) {
    Boolean known = switches.get(item);
    if (known == null) {
      known = config.has(item);
      switches.put(item, known);
    }
    return known;
  }

  /// What [#has(Switch)] was asked for so far, in no order. As each switch is asked for in one
  /// place of the models, this tells which of these places were reached.
  public Set<Switch> asked() {
    return Collections.unmodifiableSet(switches.keySet());
  }

  /// Nanoseconds since boot.
  public long nanos() {
    return machine.nanos();
  }

  /// The point of time after a span of time from now; the end of time where that is beyond it.
  ///
  /// @param span nanoseconds, not negative
  public long nanosAfter(long span) {
    long sum = machine.nanos() + span;
    return sum < span ? Long.MAX_VALUE : sum;
  }

  /// Ticks since boot.
  public long jiffies() {
    return nanosToJiffies(machine.nanos());
  }

  /// Ticks in a span of nanoseconds, rounded down.
  public long nanosToJiffies(long nanos) {
    return nanos / (1_000_000_000L / config.hz());
  }

  /// Wall clock, seconds since 1970.
  public long wallSeconds() {
    return machine.wallSeconds();
  }

  /// Sleeps, not to be interrupted.
  ///
  /// Kernel: kernel/time/timer.c (msleep)
  public void sleepMillis(long millis) {
    Sleeping.mightSleep(machine.current(), "msleep");
    long until = nanosAfter(TimeUnit.MILLISECONDS.toNanos(millis));
    Operation sleep = new Operation.Sleep(() -> "clock", until);
    while (machine.nanos() < until) {
      machine.parkUntil(sleep, until);
    }
  }

  public TraceBuffer trace() {
    return trace;
  }

  /// Records a trace event; nothing is built when tracing is off.
  public void trace(Supplier<? extends TraceEvent> event) {
    if (trace.isOn()) {
      trace.add(machine.nanos(), machine.current(), event.get());
    }
  }

  public KernelLog log() {
    return log;
  }

  /// WARN_ON: when `condition` holds, logs a warning, which fails whatever runs unless it expects
  /// it.
  public boolean warn(boolean condition, String text) {
    if (condition) {
      log.add(KernelLog.Level.WARNING, text);
    }
    return condition;
  }

  /// As [#warn(boolean, String)], with a text that takes time to make.
  public boolean warn(boolean condition, Supplier<String> text) {
    return condition && warn(true, text.get());
  }

  /// The queue of that name, made on first use.
  public WorkQueue workQueue(String name) {
    synchronized (workQueues) {
      return workQueues.computeIfAbsent(name, n -> new WorkQueue(this, n));
    }
  }

  public Ledger ledger() {
    return ledger;
  }

  /// Who checks that the rules hold; none where tasks run in parallel, or when the kernel was not
  /// booted to be checked.
  public Checkers checkers() {
    return checkers;
  }

  public LockOrder lockOrder() {
    return lockOrder;
  }

  public Faults faults() {
    return faults;
  }

  /// Whether the fault of that name happens now.
  public boolean fault(String point) {
    return faults.happens(point);
  }

  /// The mount table.
  public Namespace namespace() {
    return namespace;
  }
}
