package org.fscachesim.scenario.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What daemons do with descriptors, flags and directories, all while they serve.
final class DescriptorsTest {
  @TempDir Path temporary;

  private DaemonRun start(String mode, String name) throws Exception {
    return DaemonRun.start(
        KernelConfig.of(KernelVersion.D6_12_117),
        HostDirectories.real(),
        List.of(
            Programs.get(Toolchain.C, "descriptors").toString(),
            Files.createDirectories(temporary.resolve(name)).toString(),
            TestImages.write(temporary.resolve("images")).toString(),
            mode));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sweep",
        "copies",
        "reuse",
        "passed",
        "high-number",
        "few-numbers",
        "detach",
        "rights",
        "flags",
        "vectors",
        "where",
        "culling",
        "waiters"
      })
  void itServesWhateverItDoesWithItsDescriptors(String mode) throws Exception {
    try (DaemonRun run = start(mode, "cache-dir")) {
      Applications applications = new Applications(run);
      applications.awaitCache();
      for (int i = 0; i < 2; i++) {
        applications.mount("plain.img", "/mnt");
        applications.readEverything("app", "plain.img", "/mnt", new Random(i));
        applications.umount("/mnt");
      }
      applications.assertDaemonEndsWell();
    }
  }

  /// As a real kernel: the image that comes too late fails, all others go on, and a descriptor that
  /// comes free is enough for it.
  @Test
  void anOpenFailsAloneWhenTheDaemonMayHaveNoMoreDescriptors() throws Exception {
    try (DaemonRun run = start("too-few-numbers", "cache-dir")) {
      Applications applications = new Applications(run);
      applications.awaitCache();
      applications.mount("plain.img", "/mnt1");
      applications.mount("inline.img", "/mnt2");
      ErrnoException refused =
          assertThrows(ErrnoException.class, () -> applications.mount("many.img", "/mnt3"));
      assertTrue(Set.of(Errno.EIO, Errno.ENOBUFS).contains(refused.errno()), refused.getMessage());
      applications.readEverything("app", "plain.img", "/mnt1", new Random(1));
      applications.umount("/mnt2");
      await()
          .pollInterval(Duration.ofMillis(5))
          .ignoreException(ErrnoException.class)
          .until(
              () -> {
                applications.mount("many.img", "/mnt3");
                return true;
              });
      applications.readEverything("app", "many.img", "/mnt3", new Random(2));
      applications.umount("/mnt1");
      applications.umount("/mnt3");
      applications.assertDaemonEndsWell();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "low-number, 'the daemon duplicates a descriptor of the device to number 20, where'",
    "32-bit, 'the daemon runs 32-bit code, which'",
    "io-uring, 'the daemon wants io_uring, whose operations no filter sees'",
  })
  void whatCannotBeServedIsSaid(String mode, String line) throws Exception {
    assumeTrue(
        !mode.equals("32-bit") || System.getProperty("os.arch").equals("amd64"),
        "32-bit code: this is no x86-64");
    try (DaemonRun run = start(mode, "cache-dir")) {
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> run.daemon().refusal() instanceof String said && said.startsWith(line));
      run.stopDaemon();
      new Applications(run).assertClean();
    }
  }

  @Test
  void twoRunsDoNotDisturbEachOther() throws Exception {
    try (DaemonRun first = start("sweep", "first");
        DaemonRun second = start("copies", "second")) {
      Applications one = new Applications(first);
      Applications two = new Applications(second);
      one.awaitCache();
      two.awaitCache();
      one.mountAll();
      two.mountAll();
      CompletableFuture<List<ErrnoException>> meanwhile =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return one.readAllAtOnce(1);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertEquals(List.of(), two.readAllAtOnce(1));
      assertEquals(List.of(), meanwhile.get(60, TimeUnit.SECONDS));
      two.umountAll();
      two.assertDaemonEndsWell();
      one.umountAll();
      one.assertDaemonEndsWell();
    }
  }
}
