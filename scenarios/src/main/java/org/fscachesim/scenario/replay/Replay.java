package org.fscachesim.scenario.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.RoundRobin;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.scenario.transcript.Transcript;
import org.jspecify.annotations.Nullable;

/// Replays one transcript on a machine of its own.
///
/// @param stages boots the stage
/// @param live on the live machine, in real time; otherwise on the simulated one, where the same
///   transcript always goes the same way
public record Replay(StageFactory stages, boolean live) {
  /// Real time after which a live replay is given up.
  private static final Duration LIVE_LIMIT = Duration.ofMinutes(10);

  /// Plays the transcript to its end, or as far as it can be played.
  ///
  /// @param version what to boot
  /// @param listener told of each step; the results that are returned are the same
  public ReplayResult run(
      Transcript transcript, KernelVersion version, GuestFiles guest, ReplayListener listener) {
    List<StepResult> results = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<@Nullable Stage> booted = new AtomicReference<>();
    ReplayListener both =
        result -> {
          results.add(result);
          listener.done(result);
        };
    ReplayResult.End end;
    try {
      onMachine(
          machine -> {
            Stage stage = stages.boot(machine, version, transcript.header(), guest);
            booted.set(stage);
            new Player(stage, guest, both).play(transcript);
          });
      end = new ReplayResult.End.Completed();
    } catch (UnsupportedStep | HungTaskException e) {
      end = new ReplayResult.End.Undecided(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      end = new ReplayResult.End.Broken(e);
    }
    return new ReplayResult(transcript, results, warningsAndClose(booted.get()), end);
  }

  private static List<String> warningsAndClose(@Nullable Stage stage) {
    if (stage == null) {
      return List.of();
    }
    try (stage) {
      return stage.kernel().log().warnings();
    }
  }

  private void onMachine(Consumer<Machine> body) {
    if (!live) {
      SimMachine machine = new SimMachine(new RoundRobin());
      machine.run("replay", () -> body.accept(machine));
      return;
    }
    LiveMachine machine = new LiveMachine();
    try {
      machine.run("replay", () -> body.accept(machine), LIVE_LIMIT);
      machine.failures().forEach(Actor::rethrow);
    } finally {
      machine.halt();
    }
  }
}
