package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.Stage;
import org.fscachesim.scenario.replay.StageFactory;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the real kernels gave, step by step, the models give too, on the simulated machine.
final class ReplayTest {
  @TestFactory
  Stream<DynamicTest> everyRecordingComesOutAsOnTheRealKernel() throws IOException {
    return Recording.all().stream()
        .map(r -> DynamicTest.dynamicTest(r.name(), () -> comesOutAsRecorded(r)));
  }

  private static void comesOutAsRecorded(Recording recording) throws Exception {
    Transcript transcript = recording.transcript();
    ReplayResult result = recording.replay(WorldStage.inMemory(), false);
    assertInstanceOf(
        ReplayResult.End.Completed.class, result.end(), () -> Recording.describe(result));
    assertEquals(transcript.steps().size(), result.results().size());
    assertEquals(List.of(), Recording.differingLines(result), () -> Recording.describe(result));
    assertEquals(List.of(), result.warnings());
    assertEquals(List.of(), result.violations());
  }

  /// Each step in its turn gets an outcome that the kernel did not give: exactly that one is found.
  @ParameterizedTest
  @ValueSource(
      strings = {"6.1.192/od-mount-read", "6.7-profile/od-close-inflight", "6.12.117/cmd-limits"})
  void aChangedOutcomeIsFoundAtItsLine(String name) throws Exception {
    Recording recording = Recording.of(name);
    Transcript original = recording.transcript();
    List<TranscriptStep> steps = original.steps();
    for (int i = 0; i < steps.size(); i += Math.max(1, steps.size() / 5)) {
      TranscriptStep step = steps.get(i);
      List<TranscriptStep> changed = new ArrayList<>(steps);
      changed.set(i, new TranscriptStep(step.line(), step.step(), Outcome.of("EXDEV")));
      ReplayResult result =
          recording.replay(
              new Transcript(original.file(), original.header(), changed),
              WorldStage.inMemory(),
              false);
      assertEquals(
          List.of(step.line()), Recording.differingLines(result), () -> Recording.describe(result));
      assertFalse(result.passed());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.1.192/od-fair", "6.7-profile/od-kill-daemon", "6.12.117/od-restore"})
  void theSameRecordingGivesTheSameTraceByteForByte(String name) throws Exception {
    Recording recording = Recording.of(name);
    String trace = trace(recording);
    assertTrue(trace.contains("cachefiles_ondemand_open"), trace);
    assertEquals(trace, trace(recording));
  }

  private static String trace(Recording recording) throws Exception {
    AtomicReference<@Nullable Kernel> booted = new AtomicReference<>();
    StageFactory inMemory = WorldStage.inMemory();
    StageFactory traced =
        (machine, version, header, guest) -> {
          Stage stage = inMemory.boot(machine, version, header, guest);
          stage.kernel().trace().turn(true);
          booted.set(stage.kernel());
          return stage;
        };
    recording.replay(traced, false);
    Kernel kernel = booted.get();
    return kernel == null ? "" : kernel.trace().print();
  }
}
