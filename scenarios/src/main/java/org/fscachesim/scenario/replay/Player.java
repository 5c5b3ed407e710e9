package org.fscachesim.scenario.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// Does the steps of a transcript, one after the other, and notes what each gives.
///
/// A step waits for its actor up to four seconds. After each step the player sleeps a moment (see
/// [Pace]): what a step set off in the kernel has mostly come to rest before the next one looks. A
/// script does not say whether its look at `/proc` comes before or after the kernel's workers have
/// done what the step before left them to do; so the player looks both at once and a moment later,
/// and the later look counts unless the first is what was recorded.
///
/// Runs in a task of the stage's machine.
public final class Player {
  private static final Outcome OK = Outcome.of("ok");
  private static final Outcome NOTHING = Outcome.of("");
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Stage stage;
  private final Kernel kernel;
  private final GuestFiles guest;
  private final ReplayListener listener;
  private final OutsideCalls outside;
  private final DiskSpace space;
  private final Pace pace;
  private final Map<String, Actor> actors = new LinkedHashMap<>();

  public Player(Stage stage, GuestFiles guest, ReplayListener listener) {
    this.stage = stage;
    this.kernel = stage.kernel();
    this.guest = guest;
    this.listener = listener;
    this.outside = new OutsideCalls(kernel);
    this.space = new DiskSpace(stage.cacheStore());
    this.pace = Pace.of(kernel.machine());
  }

  /// Plays all steps. Each result goes to the listener.
  ///
  /// @throws UnsupportedStep when a step cannot be done on this stage
  public void play(Transcript transcript) {
    List<TranscriptStep> steps = transcript.steps();
    Outcome atOnce = NOTHING;
    for (int i = 0; i < steps.size(); i++) {
      TranscriptStep step = steps.get(i);
      stage.follow(steps.subList(i, steps.size()));
      List<TranscriptStep> next = steps.subList(i + 1, steps.size());
      StepResult early = new StepResult(step, atOnce);
      listener.done(early.matches() ? early : new StepResult(step, play(step, next)));
      atOnce = lookAtOnce(next);
      kernel.sleepMillis(pace.stepMillis());
    }
  }

  /// What a look at /proc gives before the kernel has come to rest, if that is the next step.
  private Outcome lookAtOnce(List<TranscriptStep> next) {
    if (next.isEmpty() || !(next.getFirst().step() instanceof Directive.Proc)) {
      return NOTHING;
    }
    return play(next.getFirst(), next);
  }

  private Outcome play(TranscriptStep step, List<TranscriptStep> next) {
    try {
      return switch (step.step()) {
        case ActorStep actorStep -> operate(actorStep);
        case Directive directive -> direct(directive, step.expected(), next);
      };
    } catch (ErrnoException e) {
      return Outcome.of(e.errno().name());
    }
  }

  private Actor actor(String name) {
    return actors.computeIfAbsent(name, n -> new Actor(UserProcess.ofRoot(kernel, n)));
  }

  private long deadline(long millis) {
    return kernel.nanos() + millis * NANOS_PER_MILLI;
  }

  private Outcome operate(ActorStep step) {
    Actor actor = actor(step.actor());
    if (actor.isBusy()) {
      return Outcome.of("?busy");
    }
    Operation operation = step.operation();
    actor.start(StepPrinter.print(operation), () -> new ProcessCalls(actor, guest).run(operation));
    return step.background() ? Outcome.of("started") : actor.join(deadline(Directive.Join.MILLIS));
  }

  private Outcome direct(Directive directive, Outcome recorded, List<TranscriptStep> next)
      throws ErrnoException {
    return switch (directive) {
      case Directive.Sleep(long millis) -> {
        kernel.sleepMillis(millis);
        yield OK;
      }
      case Directive.Sync() -> sync();
      case Directive.Kill(String actor) -> kill(actor);
      case Directive.Join(String actor, long millis) -> join(actor, millis);
      case Directive.Give(String from, String to, String name) -> give(from, to, name);
      case Directive.Ls(String directory) -> outside.ls(directory);
      case Directive.Proc(String name) -> {
        kernel.sleepMillis(pace.lookMillis());
        yield Outcome.of(stage.readProc(name.startsWith("/") ? name : "/proc/fs/fscache/" + name));
      }
      case Directive.Statfs(String directory) -> space.statfs(outside.store(directory), recorded);
      case Directive.Ballast(long bytes) -> space.ballast(bytes, next);
      case Directive.Unballast() -> space.unballast(next);
      case Directive.Crc(String file) ->
          GuestFiles.isGuestPath(file) ? Outcome.of(guest.crc(file)) : outside.crc(file);
      case Directive.Exists(String path) -> outside.exists(path);
      case Directive.Extents(String file) -> outside.extents(file);
      case Directive.Xattr(String file, String name) -> outside.xattr(file, name);
      case Directive.Setxattr(String file, String hex) -> outside.setXattr(file, hex);
      case Directive.Echo(String text, String file) -> echo(text, file);
      case Directive.Rm(String path) -> outside.rm(path);
      case Directive.Mkdir(String path) -> outside.mkdir(path);
      case Directive.Mkfile(String path, long size) -> outside.mkfile(path, size);
      case Directive.Cp(String from, String to) -> outside.cp(from, to);
      case Directive.Rename(String from, String to) -> outside.rename(from, to);
      case Directive.Remountfs(boolean readOnly) -> {
        stage.cacheStore().remount(readOnly);
        yield OK;
      }
      case Directive.TraceOn() -> {
        kernel.trace().clear();
        kernel.trace().turn(true);
        yield OK;
      }
      case Directive.TraceDump() ->
          Outcome.of(kernel.trace().entries().stream().map(TraceBuffer.Entry::line).toList());
    };
  }

  private Outcome sync() throws ErrnoException {
    for (ClientMount mount : kernel.namespace().clientMounts()) {
      mount.sync();
    }
    stage.cacheStore().sync();
    return OK;
  }

  private Outcome join(String name, long millis) {
    Actor actor = actors.get(name);
    return actor == null ? Outcome.of("idle") : actor.join(deadline(millis));
  }

  /// The exit of a process may have to wait for a task of it that no signal ends: another task
  /// waits for that, as init does.
  private Outcome kill(String name) {
    Actor actor = actors.remove(name);
    if (actor == null) {
      return Outcome.of("idle");
    }
    UserProcess process = actor.process();
    Task reaper = kernel.spawn(process, name + "/exit", process::kill);
    if (!reaper.joinUntil(deadline(Directive.Join.MILLIS))) {
      return Outcome.of("blocked");
    }
    Actor.rethrow(reaper.failure());
    return Outcome.of("dead");
  }

  private Outcome give(String from, String to, String name) throws ErrnoException {
    Actor giver = actors.get(from);
    if (giver == null) {
      throw Errno.EBADF.exception();
    }
    Actor taker = actor(to);
    taker.name(name, giver.process().give(giver.descriptor(name), taker.process()));
    return OK;
  }

  private Outcome echo(String text, String file) throws ErrnoException {
    if (file.startsWith("/proc/")) {
      stage.writeProc(file, text);
      return OK;
    }
    return outside.echo(text, file);
  }
}
