package org.fscachesim.scenario.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.replay.Stage;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;

/// A run as the stage of a script: `/cache` is what the daemon bound last.
final class RunStage implements Stage {
  private final DaemonRun run;
  private final World world;

  RunStage(DaemonRun run) {
    this.run = run;
    this.world = run.live().world();
  }

  @Override
  public Kernel kernel() {
    return world.kernel();
  }

  @Override
  public BackingStore cacheStore() {
    BackingStore newest = run.directories().newest();
    return newest == null ? world.cacheStore() : newest;
  }

  @Override
  public List<String> readProc(String path) throws ErrnoException {
    return world.readProc(path).lines().toList();
  }

  @Override
  public void writeProc(String path, String text) throws ErrnoException {
    world.writeProc(path, text);
  }

  @Override
  public Outcome daemon(Directive.Daemon directive) {
    try {
      return switch (directive.action()) {
        case START -> start();
        case KILL -> kill((int) directive.number());
        case READY -> ready(directive.number());
        case WAIT -> end(directive.number());
        case STOP -> {
          boolean _ = run.stopDaemon();
          yield end(0);
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.of("interrupted");
    }
  }

  private Outcome start() throws InterruptedException {
    try {
      run.restart(List.of());
      return Outcome.of("ok");
    } catch (RunRefused | IOException e) {
      return Outcome.of("refused: " + e.getMessage());
    }
  }

  private Outcome kill(int signal) throws InterruptedException {
    if (run.daemon().awaitEnd(0, TimeUnit.SECONDS)) {
      return Outcome.of("idle");
    }
    run.daemon().signal(signal);
    return Outcome.of("ok");
  }

  private Outcome end(long millis) throws InterruptedException {
    if (!run.daemon().awaitEnd(millis, TimeUnit.MILLISECONDS)) {
      return Outcome.of("blocked");
    }
    Integer status = run.daemon().status();
    if (status == null) {
      return Outcome.of("idle");
    }
    return Outcome.of(
        status > DaemonRun.SIGNALLED
            ? "killed " + (status - DaemonRun.SIGNALLED)
            : "exited " + status);
  }

  private Outcome ready(long millis) throws InterruptedException {
    if (run.awaitCache(Duration.ofMillis(millis))) {
      return Outcome.of("ok");
    }
    return end(0);
  }

  @Override
  public void close() {
    // The run closes what it has.
  }
}
