package org.fscachesim.scenario.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.run.DaemonRun;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recorder and its actors as they are, with a `/dev/cachefiles` that is simulated: their calls
/// on it are caught on the way to the kernel. So the whole way of a recording is gone, but for
/// mounts.
final class DeviceRecordingTest {
  private static final long LIMIT_SECONDS = 120;

  @TempDir private Path directory;

  @Test
  void theDeviceIsRecordedThroughProcessesThatPassItOnAndDie() throws Exception {
    String steps =
        """
        # One daemon takes over from another.
        d: open dev => ok
        e: open dev => EBUSY
        d: write dev "" => EOPNOTSUPP
        d: write dev "nosuch arg" => EOPNOTSUPP
        d: write dev "brun 51%\\nbcull 40%\\n" => 19
        d: write dev "brun 54% " => EINVAL
        d: write dev len=4096 fill=61 => EOPNOTSUPP
        d: ioctl dev 0x1234 0 => ENOTTY
        d: write dev "dir /cache" => 10
        d: write dev "tag t" => 5
        d: write dev "bind ondemand" => 13
        d: poll dev 0 => none
        d: read dev as m => 0
        give d e dev => ok
        kill d => dead
        f: open dev => EBUSY
        e&: poll dev 300 in => started
        join e 1 => blocked
        e: close dev => ?busy
        join e => none
        e: close dev => ok
        f: open dev => ok
        f: read dev => 0
        kill f => dead
        g: open dev nonblock => ok
        """;

    Transcript recorded = record(steps);

    Transcript expected = Transcript.parseScript("script", steps);
    assertEquals(print(expected), print(recorded));
    assertEquals(KernelState.release(), recorded.header().kernel());
    assertEquals(expected.header().about(), recorded.header().about());
  }

  private static String print(Transcript transcript) {
    return transcript.steps().stream().map(StepPrinter::print).collect(Collectors.joining("\n"));
  }

  private Transcript record(String steps) throws Exception {
    Path script =
        Files.writeString(directory.resolve("case.script"), steps, StandardCharsets.ISO_8859_1);
    Path out = directory.resolve("case.transcript");
    List<String> command = RecordingMain.command(script, directory.resolve("cache"), out);
    try (DaemonRun run =
        DaemonRun.start(
            KernelConfig.of(KernelVersion.D6_12_117), HostDirectories.inMemory(), command)) {
      assertTrue(run.daemon().awaitEnd(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
      assertNull(run.daemon().refusal());
      assertEquals(0, run.daemon().status());
      assertEquals(List.of(), run.findings());
    } catch (RunRefused e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
    return Transcript.read(out);
  }
}
