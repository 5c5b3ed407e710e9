package org.fscachesim.scenario.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Daemons as people write them, in several languages, linked in several ways, with and without
/// threads.
final class DaemonLanguagesTest {
  private static final int SIGKILL = 9;

  @TempDir Path temporary;

  private DaemonRun start(KernelVersion profile, Path program) throws Exception {
    Path cache = Files.createDirectories(temporary.resolve("cache-dir"));
    Path images = TestImages.write(temporary.resolve("images"));
    return DaemonRun.start(
        KernelConfig.of(profile),
        HostDirectories.real(),
        List.of(program.toString(), cache.toString(), images.toString()));
  }

  static Stream<Arguments> daemonsAndProfiles() {
    return Arrays.stream(TestDaemon.values())
        .flatMap(
            daemon ->
                Stream.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117)
                    .map(profile -> arguments(daemon, profile)));
  }

  @ParameterizedTest
  @MethodSource("daemonsAndProfiles")
  void itServesAllImagesToSeveralApplicationsAtOnce(TestDaemon daemon, KernelVersion profile)
      throws Exception {
    try (DaemonRun run = start(profile, daemon.program())) {
      Applications applications = new Applications(run);
      applications.awaitCache();
      applications.mountAll();
      assertEquals(List.of(), applications.readAllAtOnce(2));
      applications.umountAll();
      ErrnoException missing =
          assertThrows(ErrnoException.class, () -> applications.mount("missing.img", "/mnt"));
      assertTrue(Set.of(Errno.EIO, Errno.ENOBUFS).contains(missing.errno()), missing.getMessage());
      applications.assertDaemonEndsWell();
    }
  }

  @ParameterizedTest
  @MethodSource("daemonsAndProfiles")
  void whenItIsKilledReadersGetAnErrorAndItsSuccessorServesTheSameBytes(
      TestDaemon daemon, KernelVersion profile) throws Exception {
    Path program = daemon.program();
    try (DaemonRun run = start(profile, program)) {
      Applications applications = new Applications(run);
      applications.awaitCache();
      applications.mountAll();
      CompletableFuture<List<ErrnoException>> failures =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return applications.readAllAtOnce(2);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      await().pollInterval(Duration.ofMillis(1)).until(() -> applications.filesRead() >= 5);
      run.daemon().signal(SIGKILL);
      assertTrue(run.daemon().awaitEnd(30, TimeUnit.SECONDS));
      assertEquals(128 + SIGKILL, run.daemon().status());
      for (ErrnoException failure : failures.get(60, TimeUnit.SECONDS)) {
        assertTrue(
            Set.of(Errno.EIO, Errno.ENOBUFS).contains(failure.errno()), failure.getMessage());
      }
      applications.umountAll();
      applications.assertClean();
    }
    try (DaemonRun run = start(profile, program)) {
      Applications applications = new Applications(run);
      applications.awaitCache();
      applications.mountAll();
      assertEquals(List.of(), applications.readAllAtOnce(1));
      applications.umountAll();
      applications.assertDaemonEndsWell();
    }
  }

  /// Those that are not here are skipped, and this says which ones that are.
  @Test
  void compilersOfThisMachine(TestReporter reporter) {
    Stream.of(Toolchain.values())
        .forEach(
            t ->
                reporter.publishEntry(
                    t.name(), t.program().isPresent() ? t.toString() : t.absence()));
    assertEquals(4, Toolchain.values().length);
  }
}
