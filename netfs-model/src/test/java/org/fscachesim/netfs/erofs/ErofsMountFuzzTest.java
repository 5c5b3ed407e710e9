package org.fscachesim.netfs.erofs;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.netfs.erofs.format.ImageBuilder;
import org.fscachesim.netfs.testing.Sim;

/// Whatever an image says, mounting and reading it ends in bytes or an errno, and nothing is left
/// over.
final class ErofsMountFuzzTest {
  private static final List<String> PATHS =
      List.of("chunks", "dir", "dir/again", "inline", "link", "plain", "nosuch");

  @Property(tries = 400)
  void flippedBytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int flips) {
    Random random = new Random(seed);
    byte[] bytes = ImageBuilder.everyLayout();
    for (int i = 0; i < flips; i++) {
      int at = random.nextInt(3) == 0 ? 1024 + random.nextInt(128) : random.nextInt(bytes.length);
      bytes[at] = (byte) random.nextInt(256);
    }
    Sim.run(
        random.nextBoolean() ? D6_12_117 : D6_1_192,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          world.cache.with("bad.img", bytes);
          try {
            ClientFilesystem fs = world.mount("fsid=bad.img");
            use(fs);
            fs.unmount();
          } catch (ErrnoException _) {
            // Refused, as it may be.
          }
          world.assertGone();
          assertEquals(List.of(), kernel.log().warnings());
        });
  }

  private static void use(ClientFilesystem fs) throws ErrnoException {
    try {
      fs.names("");
    } catch (ErrnoException _) {
      // Refused, as it may be.
    }
    for (String path : PATHS) {
      try (ClientFile file = fs.open(path, OpenFlags.READ_ONLY, false)) {
        long size = file.stat().size();
        file.read(0, ByteBuffer.allocate(50_000));
        file.read(Math.max(0, size - 5000), ByteBuffer.allocate(10_000));
      } catch (ErrnoException _) {
        // Refused, as it may be.
      }
    }
    assertEquals(0, fs.openFiles());
  }
}
