package org.fscachesim.scenario.replay;

import java.util.List;
import java.util.function.Predicate;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.OutsideFiles;
import org.fscachesim.scenario.script.Scene;
import org.fscachesim.scenario.script.SceneActor;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// A [Stage] as the scene of a script. Used by a task of the stage's machine.
///
/// Between two steps it sleeps a moment (see [Pace]): what a step set off in the kernel has mostly
/// come to rest before the next one looks.
public final class SimulatedScene implements Scene {
  private final Stage stage;
  private final Kernel kernel;
  private final GuestFiles guest;
  private final StoreFiles files;
  private final DiskSpace space;
  private final Pace pace;
  private List<TranscriptStep> steps = List.of();
  private boolean hasty;

  public SimulatedScene(Stage stage, GuestFiles guest) {
    this.stage = stage;
    this.kernel = stage.kernel();
    this.guest = guest;
    this.files = new StoreFiles(kernel);
    this.space = new DiskSpace(stage::cacheStore);
    this.pace = Pace.of(kernel.machine());
  }

  @Override
  public void follow(List<TranscriptStep> next) {
    if (!steps.isEmpty() && !hasty) {
      kernel.sleepMillis(pace.stepMillis());
    }
    steps = next;
    stage.follow(next);
  }

  /// Whether the next step follows at once.
  void hasten(boolean now) {
    hasty = now;
  }

  private List<TranscriptStep> later() {
    return steps.isEmpty() ? steps : steps.subList(1, steps.size());
  }

  @Override
  public SceneActor start(String name) {
    return new SimulatedActor(kernel, name, guest);
  }

  @Override
  public OutsideFiles files() {
    return files;
  }

  @Override
  public void sleepMillis(long millis) {
    kernel.sleepMillis(millis);
  }

  @Override
  public void sync() throws ErrnoException {
    for (ClientMount mount : kernel.namespace().clientMounts()) {
      mount.sync();
    }
    stage.cacheStore().sync();
  }

  @Override
  public List<String> readProc(String path) throws ErrnoException {
    kernel.sleepMillis(pace.lookMillis());
    Settling.await(kernel);
    return stage.readProc(path);
  }

  /// What a file below /proc shows before the kernel has come to rest: the first look that gives
  /// what is wanted, or the last. The simulated machine has only one such moment.
  Outcome glance(String name, Predicate<Outcome> wanted) {
    String path = name.startsWith("/") ? name : "/proc/fs/fscache/" + name;
    Outcome seen = Outcome.of("");
    for (long wait = 0; wait <= pace.lookMillis(); wait = 2 * wait + 1) {
      kernel.sleepMillis(wait);
      try {
        seen = Outcome.of(stage.readProc(path));
      } catch (ErrnoException e) {
        seen = Outcome.of(e.errno().name());
      }
      if (wanted.test(seen)) {
        break;
      }
    }
    return seen;
  }

  @Override
  public void writeProc(String path, String text) throws ErrnoException {
    stage.writeProc(path, text);
  }

  @Override
  public StatFs statfs(String directory) throws ErrnoException {
    Outcome recorded = steps.isEmpty() ? Outcome.of("") : steps.getFirst().expected();
    return space.statfs(files.store(directory), recorded);
  }

  @Override
  public void ballast(long bytes) throws ErrnoException {
    space.ballast(bytes, later());
  }

  @Override
  public void unballast() throws ErrnoException {
    space.unballast(later());
  }

  @Override
  public void remount(boolean readOnly) throws ErrnoException {
    stage.cacheStore().remount(readOnly);
  }

  @Override
  public Outcome daemon(Directive.Daemon directive) {
    return stage.daemon(directive);
  }

  @Override
  public void startTrace() {
    kernel.trace().clear();
    kernel.trace().turn(true);
  }

  @Override
  public List<String> traceLines() {
    return kernel.trace().entries().stream().map(TraceBuffer.Entry::line).toList();
  }
}
