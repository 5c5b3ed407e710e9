package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.BundledImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hundred readers over twenty images, as briefly as it makes sense.
final class SoakTest {
  private static final int IMAGES = 20;
  private static final int READERS = 100;
  private static final int READS = 4;
  private static final long SEED = 1;

  @TempDir Path temporary;

  @Test
  void aHundredReadersGetEveryByteAndNothingIsHeldAfterwards() throws Exception {
    Path program = Programs.get(Toolchain.C, "poll-loop");
    Path cache = Files.createDirectories(temporary.resolve("cache"));
    Path images = Files.createDirectories(temporary.resolve("images"));
    byte[] image = BundledImages.bytes("plain.img");
    for (int i = 0; i < IMAGES; i++) {
      Files.write(images.resolve("image" + i), image);
    }
    KernelConfig config = KernelConfig.of(KernelVersion.D6_12_117);
    try (DaemonRun run =
            DaemonRun.start(
                config,
                Soak.directories(),
                List.of(program.toString(), cache.toString(), images.toString()));
        Soak soak = new Soak(run, config, images, SEED)) {
      assertTrue(run.awaitCache(Duration.ofSeconds(30)));
      Progress progress = new Progress("test");
      Soak.Round first = soak.round(1, READERS, READS, progress);
      Soak.Round second = soak.round(2, READERS, READS, progress);
      Soak.Round third = soak.round(3, READERS, READS, progress);
      for (Soak.Round round : List.of(first, second, third)) {
        assertEquals(List.of(), round.mistakes(), "seed " + SEED);
        assertEquals(READERS * READS, round.reads());
        assertTrue(round.bytes() > 0);
      }
      assertTrue(progress.look().what().startsWith("round 3, "), progress.look().toString());
      assertEquals(List.of(), third.grownSince(second));
      assertTrue(run.stopDaemon());
      assertEquals(List.of(), run.findings());
    }
  }
}
