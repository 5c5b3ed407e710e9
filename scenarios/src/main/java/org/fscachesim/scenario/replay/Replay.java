package org.fscachesim.scenario.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.RoundRobin;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.jspecify.annotations.Nullable;

/// Replays one transcript on a machine of its own.
///
/// On the simulated machine everybody goes on in turn. If that does not bring what was recorded,
/// the same is tried with looks at /proc that come in [Haste]: no script says how fast the kernel's
/// workers are, and recorded machines now and then were seen at a moment when one had not begun.
///
/// @param stages boots the stage
/// @param live on the live machine, in real time; otherwise on the simulated one, where the same
///   transcript always goes the same way
public record Replay(StageFactory stages, boolean live) {
  /// Real time after which a live replay is given up.
  private static final Duration LIVE_LIMIT = Duration.ofMinutes(10);

  /// Virtual time that the kernel gets to finish what the last step began, before it is checked.
  private static final long SETTLE_MILLIS = 1_000;

  /// Plays the transcript to its end, or as far as it can be played.
  ///
  /// @param version what to boot
  /// @param listener told of each step; the results that are returned are the same
  public ReplayResult run(
      Transcript transcript, KernelVersion version, GuestFiles guest, ReplayListener listener) {
    List<StepResult> told = Collections.synchronizedList(new ArrayList<>());
    ReplayResult first =
        live
            ? play(transcript, version, guest, told::add, new Haste.None(), Replay::onLiveMachine)
            : simulate(transcript, version, guest, told, new RoundRobin(), new Haste.None());
    if (first.end() instanceof ReplayResult.End.Completed && !first.passed()) {
      List<StepResult> toldLater = Collections.synchronizedList(new ArrayList<>());
      ReplayResult late = withLateWorkers(transcript, version, guest, toldLater);
      if (late.passed()) {
        toldLater.forEach(listener::done);
        return late;
      }
    }
    told.forEach(listener::done);
    return first;
  }

  private ReplayResult withLateWorkers(
      Transcript transcript, KernelVersion version, GuestFiles guest, List<StepResult> told) {
    if (live) {
      LiveMachine machine = new LiveMachine();
      LateWorkers late = new LateWorkers(machine);
      return play(transcript, version, guest, told::add, late, body -> runLive(machine, body));
    }
    WorkersLast workers = new WorkersLast();
    return simulate(transcript, version, guest, told, workers, workers);
  }

  private ReplayResult simulate(
      Transcript transcript,
      KernelVersion version,
      GuestFiles guest,
      List<StepResult> told,
      Strategy strategy,
      Haste haste) {
    return play(
        transcript,
        version,
        guest,
        told::add,
        haste,
        body -> {
          SimMachine machine = new SimMachine(strategy);
          machine.run("replay", () -> body.accept(machine));
        });
  }

  private ReplayResult play(
      Transcript transcript,
      KernelVersion version,
      GuestFiles guest,
      ReplayListener listener,
      Haste haste,
      Consumer<Consumer<Machine>> onMachine) {
    List<StepResult> results = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<@Nullable Stage> booted = new AtomicReference<>();
    ReplayListener both =
        new ReplayListener() {
          @Override
          public void begins(TranscriptStep step) {
            listener.begins(step);
          }

          @Override
          public void done(StepResult result) {
            results.add(result);
            listener.done(result);
          }
        };
    List<Violation> violations = new ArrayList<>();
    ReplayResult.End end;
    try {
      onMachine.accept(
          machine -> {
            Stage stage = stages.boot(machine, version, transcript.header(), guest);
            booted.set(stage);
            Player player = new Player(stage, guest, both, haste);
            player.play(transcript);
            violations.addAll(violationsAtRest(stage.kernel(), player));
          });
      end = new ReplayResult.End.Completed();
    } catch (UnsupportedStep | HungTaskException e) {
      end = new ReplayResult.End.Undecided(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      end = new ReplayResult.End.Broken(e);
    }
    return new ReplayResult(transcript, results, warningsAndClose(booted.get()), violations, end);
  }

  /// A script may end while somebody waits for an actor, who would go on. Nobody may wait any more
  /// when all actors have gone.
  private static List<Violation> violationsAtRest(Kernel kernel, Player player) {
    if (!kernel.checkers().areOn()) {
      return List.of();
    }
    kernel.sleepMillis(SETTLE_MILLIS);
    if (kernel.checkers().violations().isEmpty()) {
      return List.of();
    }
    player.end();
    kernel.sleepMillis(SETTLE_MILLIS);
    return kernel.checkers().violations();
  }

  private static List<String> warningsAndClose(@Nullable Stage stage) {
    if (stage == null) {
      return List.of();
    }
    try (stage) {
      return stage.kernel().log().warnings();
    }
  }

  private static void onLiveMachine(Consumer<Machine> body) {
    runLive(new LiveMachine(), body);
  }

  private static void runLive(LiveMachine machine, Consumer<Machine> body) {
    try {
      machine.run("replay", () -> body.accept(machine), LIVE_LIMIT);
      machine.failures().forEach(SimulatedActor::rethrow);
    } finally {
      machine.halt();
    }
  }
}
