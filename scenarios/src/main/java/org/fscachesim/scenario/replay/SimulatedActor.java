package org.fscachesim.scenario.replay;

import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.script.ActorNames;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.Operations;
import org.fscachesim.scenario.script.SceneActor;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.jspecify.annotations.Nullable;

/// A process of a simulated kernel, and the one operation that it may be busy with.
final class SimulatedActor implements SceneActor {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final String name;
  private final UserProcess process;
  private final Kernel kernel;
  private final GuestFiles guest;
  private final ActorNames names = new ActorNames();
  private @Nullable Running running;

  private record Running(Task task, AtomicReference<@Nullable Outcome> outcome) {}

  SimulatedActor(Kernel kernel, String name, GuestFiles guest) {
    this.name = name;
    this.process = UserProcess.ofRoot(kernel, name);
    this.kernel = kernel;
    this.guest = guest;
  }

  @Override
  public boolean isBusy() {
    return running != null && !running.task.isFinished();
  }

  @Override
  public void start(Operation operation) {
    AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    Task task = process.start(StepPrinter.print(operation), () -> outcome.set(run(operation)));
    running = new Running(task, outcome);
  }

  private Outcome run(Operation operation) {
    return new Operations(names, new SimulatedCalls(process), guest).run(operation);
  }

  @Override
  public Outcome join(long millis) {
    Running mine = running;
    if (mine == null) {
      return Outcome.of("idle");
    }
    if (!mine.task.joinUntil(deadline(millis))) {
      return Outcome.of("blocked");
    }
    running = null;
    rethrow(mine.task.failure());
    Outcome outcome = mine.outcome.get();
    return outcome == null ? Outcome.of("dead") : outcome;
  }

  private long deadline(long millis) {
    return kernel.nanos() + millis * NANOS_PER_MILLI;
  }

  /// The exit of a process may have to wait for a task of it that no signal ends: another task
  /// waits for that, as init does.
  @Override
  public Outcome kill(long millis) {
    Task reaper = kernel.spawn(process, name + "/exit", process::kill);
    if (!reaper.joinUntil(deadline(millis))) {
      return Outcome.of("blocked");
    }
    rethrow(reaper.failure());
    return Outcome.of("dead");
  }

  @Override
  public void give(String descriptor, SceneActor to) throws ErrnoException {
    if (!(to instanceof SimulatedActor taker)) {
      throw new IllegalArgumentException(to + " is of another scene");
    }
    taker.names.name(descriptor, process.give(names.descriptor(descriptor), taker.process));
  }

  /// Goes on with what ended a task, if it was not its own return.
  static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
