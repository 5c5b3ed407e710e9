package org.fscachesim.scenario.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.script.SceneActor;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.jspecify.annotations.Nullable;

/// An actor's process, from its parent's side.
final class ActorProcess implements SceneActor {
  /// How long a process may take to start, or to pass a descriptor on.
  private static final long PATIENCE_SECONDS = 60;

  private static final Outcome.Line IDLE = Outcome.of("idle");
  private static final Outcome.Line BLOCKED = Outcome.of("blocked");
  private static final Outcome.Line DEAD = Outcome.of("dead");

  private final Process process;
  private final Path socket;
  private final PrintStream orders;
  private final CompletableFuture<Wire.Line> ready = new CompletableFuture<>();
  // What was given or taken; the empty word when the process has ended.
  private final BlockingQueue<Wire.Line> passed = new LinkedBlockingQueue<>();
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Wire.Line> operation;
  private boolean ended;

  /// @param process runs [ActorMain]
  /// @param socket where it listens for descriptors
  ActorProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
    this.orders = new PrintStream(process.getOutputStream(), true, Wire.BYTES);
    Thread.ofPlatform().daemon().name("actor-" + process.pid()).start(this::listen);
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), Wire.BYTES))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(Wire.Line.parse(line));
      }
    } catch (IOException _) {
      // The pipe ends with the process, one way or the other.
    }
    Wire.Line end = new Wire.Line("", "");
    ready.complete(end);
    passed.add(end);
    synchronized (lock) {
      ended = true;
      if (operation != null) {
        operation.complete(end);
      }
    }
  }

  private void hear(Wire.Line line) {
    switch (line.word()) {
      case Wire.READY -> ready.complete(line);
      case Wire.GAVE, Wire.TOOK -> passed.add(line);
      default -> {
        ready.complete(line);
        synchronized (lock) {
          if (operation != null) {
            operation.complete(line);
          }
        }
      }
    }
  }

  /// Waits until the process takes orders.
  ///
  /// @throws UnsupportedStep when it does not, with what it says
  void awaitReady() {
    Wire.Line line = await(ready, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    if (line == null || !line.word().equals(Wire.READY)) {
      throw new UnsupportedStep(
          "a process for an actor did not start"
              + (line == null ? " in " + PATIENCE_SECONDS + " s" : ": " + line));
    }
  }

  /// What comes, or null when nothing does in time.
  private static Wire.@Nullable Line await(CompletableFuture<Wire.Line> coming, long millis) {
    try {
      return coming.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnsupportedStep("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public boolean isBusy() {
    synchronized (lock) {
      return operation != null && !operation.isDone();
    }
  }

  @Override
  public void start(Operation what) {
    synchronized (lock) {
      operation = new CompletableFuture<>();
      if (ended) {
        operation.complete(new Wire.Line("", ""));
        return;
      }
    }
    // Its name is of no interest to the process.
    order(new Wire.Line(Wire.DO, StepPrinter.print(new ActorStep("a", false, what))));
  }

  private void order(Wire.Line line) {
    orders.println(line);
  }

  @Override
  public Outcome join(long millis) {
    CompletableFuture<Wire.Line> mine;
    synchronized (lock) {
      mine = operation;
    }
    if (mine == null) {
      return IDLE;
    }
    Wire.Line line = await(mine, millis);
    if (line == null) {
      return BLOCKED;
    }
    synchronized (lock) {
      operation = null;
    }
    return switch (line.word()) {
      case Wire.DONE -> Outcome.of(line.rest());
      case Wire.FAILED -> throw new UnsupportedStep(line.rest());
      default -> DEAD;
    };
  }

  @Override
  public Outcome kill(long millis) {
    return end(millis) ? DEAD : BLOCKED;
  }

  /// SIGKILL.
  ///
  /// @return whether the process has ended within so many milliseconds
  boolean end(long millis) {
    process.destroyForcibly();
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void give(String name, SceneActor to) throws ErrnoException {
    if (!(to instanceof ActorProcess taker)) {
      throw new IllegalArgumentException(to + " is of another scene");
    }
    order(new Wire.Line(Wire.GIVE, name + " " + taker.socket));
    check(answer());
    taker.order(new Wire.Line(Wire.TAKE, name));
    check(taker.answer());
  }

  private Wire.Line answer() {
    try {
      Wire.Line line = passed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.word().isEmpty()) {
        throw new UnsupportedStep("a process that passes a descriptor on does not answer");
      }
      return line;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnsupportedStep("interrupted");
    }
  }

  private static void check(Wire.Line line) throws ErrnoException {
    if (!line.rest().equals(Wire.OK)) {
      throw Errno.valueOf(line.rest()).exception();
    }
  }
}
