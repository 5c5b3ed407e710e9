package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RoundRobin;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.scenario.record.Recorder;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.SimulatedScene;
import org.fscachesim.scenario.replay.Stage;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The recorder, with a simulated kernel to answer: what it writes is what the real kernel's
/// recorder wrote, and replays.
final class SimulatedRecordingTest {
  /// Time for the kernel to finish what the last step began.
  private static final long SETTLE_MILLIS = 1_000;

  static List<Recording> cases() throws IOException {
    return Recording.all().stream().filter(r -> r.name().startsWith("6.12.117/")).toList();
  }

  /// What a recording has that no kernel decides: identities and times of a network server's files,
  /// and when things happened that were traced.
  private static boolean hasInputs(Transcript transcript) {
    return !transcript.header().serverFiles().isEmpty()
        || transcript.steps().stream().anyMatch(s -> s.step() instanceof Directive.TraceDump);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aCaseIsWrittenAsTheRealKernelsRecorderWroteIt(Recording recording) throws Exception {
    Transcript bundled = recording.transcript();

    Transcript recorded = record(recording);

    if (hasInputs(bundled)) {
      Transcript written = Transcript.parse(recording.name(), recorded.print());
      ReplayResult replayed = recording.replay(written, WorldStage.inMemory(), false);
      assertTrue(replayed.passed(), () -> Recording.describe(replayed));
    } else {
      assertEquals(bundled.print(), recorded.print());
    }
  }

  /// Records the steps of a case, without any outcome to look at.
  private static Transcript record(Recording recording) throws Exception {
    Transcript bundled = recording.transcript();
    Transcript script =
        new Transcript(
            bundled.file(),
            bundled.header(),
            bundled.steps().stream()
                .map(s -> new TranscriptStep(s.line(), s.step(), new Outcome.NotRecorded()))
                .toList());
    String release = bundled.header().kernel();
    KernelVersion version = KernelVersion.byName(release).orElseThrow();
    GuestFiles guest = GuestFiles.beside(recording.file());
    AtomicReference<Transcript> recorded = new AtomicReference<>();
    SimMachine machine = new SimMachine(new RoundRobin());
    machine.run(
        "record",
        () -> {
          try (Stage stage = WorldStage.inMemory().boot(machine, version, script.header(), guest)) {
            SimulatedScene scene = new SimulatedScene(stage, guest);
            recorded.set(new Recorder(scene, guest).record(script, release, _ -> {}));
            stage.kernel().sleepMillis(SETTLE_MILLIS);
          }
        });
    return Objects.requireNonNull(recorded.get());
  }
}
