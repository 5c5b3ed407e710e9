package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.replay.Replay;
import org.fscachesim.scenario.replay.ReplayListener;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Transcript;

/// Plays scripts with outcomes on the stage that the recordings are played on.
final class Scripts {
  /// The kernels that were recorded.
  static final Set<KernelVersion> RECORDED =
      EnumSet.of(KernelVersion.V6_7, KernelVersion.D6_1_192, KernelVersion.D6_12_117);

  static final Set<KernelVersion> MERGED = EnumSet.of(KernelVersion.D6_12_117);

  static void assertPlays(Set<KernelVersion> versions, String steps) throws Exception {
    Transcript script = Transcript.parseScript("steps", steps);
    GuestFiles guest =
        new GuestFiles(Recording.ORACLE.resolve("images"), Path.of("no", "server", "files"));
    for (KernelVersion version : versions) {
      ReplayResult result =
          new Replay(WorldStage.inMemory(), false).run(script, version, guest, ReplayListener.NONE);
      assertInstanceOf(
          ReplayResult.End.Completed.class, result.end(), () -> Recording.describe(result));
      assertEquals(
          List.of(),
          Recording.differingLines(result),
          () -> version + ": " + Recording.describe(result));
      assertEquals(List.of(), result.violations());
    }
  }

  static void assertPlays(String steps) throws Exception {
    assertPlays(RECORDED, steps);
  }

  private Scripts() {}
}
