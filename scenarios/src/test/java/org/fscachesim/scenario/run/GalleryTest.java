package org.fscachesim.scenario.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Daemons that do one thing wrong each: what applications see, and what the device says.
///
/// After each the daemon is killed, and nothing may be left over.
final class GalleryTest {
  private static final int SIGKILL = 9;
  private static final long LONG_MILLIS = 60_000;
  private static final long BLOCKED_MILLIS = 300;
  private static final Path RECORDINGS = Path.of("../src/test/resources/oracle");

  private static final String AGAIN = "mount again";

  @TempDir Path temporary;

  /// Something that an application does.
  @FunctionalInterface
  private interface Step {
    String run() throws Exception;
  }

  /// An application, which goes on until something keeps it waiting.
  private static final class Application {
    private final ExecutorService threads;
    private final String expected;
    private final List<String> seen = new ArrayList<>();
    private @Nullable Future<String> blocked;
    private boolean mounted;

    Application(ExecutorService threads, String expected) {
      this.threads = threads;
      this.expected = expected;
    }

    void go(Applications applications, String image, List<String> files) throws Exception {
      mounted = step("mount", () -> mount(applications, image));
      boolean well = mounted;
      for (int i = 0; well && i < files.size(); i++) {
        String path = files.get(i);
        String sum = TestImages.files(image).get(path);
        well =
            step(
                path.substring(1),
                () -> applications.sha256("app", "/mnt" + path).equals(sum) ? "ok" : "wrong");
      }
      if (mounted && blocked == null) {
        mounted = !step("umount", () -> umount(applications));
      }
      if (expected.contains(AGAIN) && !mounted && blocked == null) {
        mounted = step(AGAIN, () -> mount(applications, image));
      }
    }

    private static String mount(Applications applications, String image) throws ErrnoException {
      applications.mount(image, "/mnt");
      return "ok";
    }

    private static String umount(Applications applications) throws ErrnoException {
      applications.umount("/mnt");
      return "ok";
    }

    /// Whether it did what it was to do.
    private boolean step(String name, Step step) throws Exception {
      // Nobody waits long for what is to be kept waiting; on a slow machine all else may take long.
      boolean waits = expected.contains(name + " blocked");
      Future<String> result = threads.submit(() -> errnoOf(step));
      try {
        String said = result.get(waits ? BLOCKED_MILLIS : LONG_MILLIS, TimeUnit.MILLISECONDS);
        seen.add(name + " " + said);
        return said.equals("ok");
      } catch (TimeoutException e) {
        seen.add(name + " blocked");
        blocked = result;
        return false;
      }
    }

    private static String errnoOf(Step step) throws Exception {
      try {
        return step.run();
      } catch (ErrnoException e) {
        return e.errno().name();
      }
    }

    /// The daemon is dead now.
    void finish(Applications applications) throws Exception {
      if (blocked != null) {
        seen.add("then " + blocked.get(LONG_MILLIS, TimeUnit.MILLISECONDS));
      }
      if (mounted) {
        applications.umount("/mnt");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/daemons/gallery.csv", delimiter = '|')
  void applicationsAndDaemonSeeWhatARealKernelShows(
      String mode, String sees, @Nullable String said, String recording) throws Exception {
    for (KernelVersion profile : List.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117)) {
      assertTrue(
          recording.equals("-")
              || Files.exists(
                  RECORDINGS.resolve(profile.release()).resolve(recording + ".transcript")),
          "no recording " + recording);
      show(profile, mode, sees, said == null ? "" : said);
    }
  }

  private void show(KernelVersion profile, String mode, String sees, String said) throws Exception {
    Path notes = temporary.resolve("notes-" + profile);
    List<String> command =
        List.of(
            Programs.get(Toolchain.C, "gallery").toString(),
            Files.createDirectories(temporary.resolve("cache-dir")).toString(),
            TestImages.write(temporary.resolve("images")).toString(),
            notes.toString(),
            mode);
    try (DaemonRun run =
            DaemonRun.start(KernelConfig.of(profile), HostDirectories.inMemory(), command);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Applications applications = new Applications(run);
      Application application = new Application(threads, sees);
      if (mode.matches("die-after-(open|dir|bind)")) {
        assertTrue(run.daemon().awaitEnd(60, TimeUnit.SECONDS));
      } else {
        applications.awaitCache();
      }
      boolean two = mode.equals("cread-elsewhere");
      application.go(
          applications,
          two ? TestImages.MULTI : "plain.img",
          two ? List.of("/f2") : List.of("/one-page", "/big"));
      // An application may see an error before the daemon has noted the reason.
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> run.daemon().status() != null || noted(notes).equals(said));
      run.daemon().signal(SIGKILL);
      assertTrue(run.daemon().awaitEnd(60, TimeUnit.SECONDS));
      application.finish(applications);
      String seen = String.join(", ", application.seen);
      if (!Pattern.matches(
          sees.replace("EIO/ENOBUFS", "(EIO|ENOBUFS)").replace(" or ", "|"), seen)) {
        assertEquals(sees, seen, mode + " on " + profile);
      }
      assertEquals(said, noted(notes), mode + " on " + profile);
      applications.assertClean();
    }
  }

  private static String noted(Path notes) throws IOException {
    return Files.exists(notes) ? String.join(", ", Files.readAllLines(notes)) : "";
  }
}
