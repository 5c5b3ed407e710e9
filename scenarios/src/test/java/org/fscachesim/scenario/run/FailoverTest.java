package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Daemons whose workers die all the time: applications notice nothing.
final class FailoverTest {
  private static final int DEATHS = 50;

  @TempDir Path temporary;

  static Stream<Arguments> waysAndProfiles() {
    return Stream.of("inherit", "pass", "pass-all", "exec")
        .flatMap(
            way ->
                Stream.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117)
                    .map(profile -> arguments(way, profile)));
  }

  /// Each at a moment that nobody has chosen, while eight applications read.
  @ParameterizedTest
  @MethodSource("waysAndProfiles")
  void fiftyWorkersAreKilledAndNoReadIsLostOrWrong(String way, KernelVersion profile)
      throws Exception {
    List<String> command =
        List.of(
            Programs.get(Toolchain.C, "failover").toString(),
            way,
            Files.createDirectories(temporary.resolve("cache-dir")).toString(),
            TestImages.write(temporary.resolve("images")).toString(),
            temporary.resolve("shared").toString(),
            String.valueOf(DEATHS));
    try (DaemonRun run =
        DaemonRun.start(KernelConfig.of(profile), HostDirectories.real(), command)) {
      Applications applications = new Applications(run);
      applications.awaitCache();
      applications.mountAll();
      assertEquals(List.of(), applications.readAllAtOnce(2));
      applications.umountAll();
      applications.assertDaemonEndsWell();
    }
  }
}
