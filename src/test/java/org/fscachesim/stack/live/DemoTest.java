package org.fscachesim.stack.live;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.directory.DirectoryStore;
import org.fscachesim.kernel.store.directory.StoreUnsupportedException;
import org.fscachesim.scenario.demo.Demo;
import org.fscachesim.scenario.demo.DemoOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The main job, end to end, on the host's threads and in a directory of the host.
final class DemoTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @BeforeEach
  void skipWhereNoCacheCanBe() throws IOException {
    try {
      DirectoryStore.open(directory).close();
    } catch (StoreUnsupportedException e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private static String passing(DemoOptions options) throws IOException {
    StringWriter out = new StringWriter();
    boolean right = new Demo(options, new PrintWriter(out)).run();
    assertTrue(right, out.toString());
    assertTrue(
        out.toString().contains("nothing: no object, pin, descriptor, request or mount"),
        out.toString());
    assertFalse(out.toString().contains("FAILED"), out.toString());
    return out.toString();
  }

  private static DemoOptions options(KernelVersion version, @Nullable Path image, boolean dying) {
    return new DemoOptions(version, image, dying, 3, 4, true, LIMIT);
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void everyReleaseServesTheBundledImagesAndLeavesNothing(KernelVersion version)
      throws IOException {
    String out = passing(options(version, null, false));
    for (String section :
        new String[] {
          "== Kernel " + version.release(),
          "== /proc/fs/fscache/caches",
          "== /proc/fs/fscache/volumes",
          "== /proc/fs/fscache/cookies",
          "== /proc/fs/fscache/stats",
          "== Unmounting, unbinding",
          "== The cache directory",
          "== Figures",
          "== What is left",
        }) {
      assertTrue(out.contains(section), () -> section + " is missing in:\n" + out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.img", "inline.img", "many.img"})
  void anImageOfTheUsersIsServed(String image) throws IOException {
    Path file = Path.of("resources", "oracle", "images", image);
    passing(options(KernelVersion.D6_12_117, file, false));
  }

  @Test
  void applicationsDoNotNoticeThatDaemonsDie() throws IOException {
    String out = passing(options(KernelVersion.D6_12_117, null, true));
    assertTrue(out.contains("kill -9, and a new worker takes over"), out);
  }

  @Test
  void unlessItIsQuietTheMessagesAreShown() throws IOException {
    Path file = Path.of("resources", "oracle", "images", "plain.img");
    DemoOptions quiet = options(KernelVersion.D6_12_117, file, false);
    DemoOptions loud = new DemoOptions(KernelVersion.D6_12_117, file, false, 3, 4, false, LIMIT);
    assertTrue(passing(loud).contains("copen"));
    assertFalse(passing(quiet).contains("copen"));
  }
}
