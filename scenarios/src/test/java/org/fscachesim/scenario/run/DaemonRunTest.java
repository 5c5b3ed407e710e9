package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonRunTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temporary;

  private Path cache() throws IOException {
    return Files.createDirectories(temporary.resolve("cache-dir"));
  }

  private Path images() throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("images"));
    for (String name : BundledImages.names()) {
      Files.write(directory.resolve(name), BundledImages.bytes(name));
    }
    return directory;
  }

  /// mount(2), again while the daemon has not bound yet.
  private static void mount(DaemonRun run, String image, String at) throws Exception {
    run.live()
        .call(
            "app",
            "mount",
            LIMIT,
            world -> {
              while (world.fscache().proc().read("caches").orElse("").lines().count() < 3) {
                world.kernel().sleepMillis(5);
              }
              world.mount(world.process("app"), "erofs", "none", at, "fsid=" + image);
              return true;
            });
  }

  private static String sha256(World world, String path) {
    var hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (ClientFile file = world.openFile(world.process("app"), path, OpenFlags.READ_ONLY)) {
      long at = 0;
      while (file.read(at, buffer.clear()) > 0) {
        at += buffer.flip().remaining();
        hasher.putBytes(buffer);
      }
    } catch (ErrnoException e) {
      throw new AssertionError(path, e);
    }
    return hasher.hash().toString();
  }

  @Test
  void aDaemonThatIsAProgramServesAnImage() throws Exception {
    Path program = Compiler.compile(temporary, "poll-loop");
    try (DaemonRun run =
        DaemonRun.start(
            KernelConfig.of(KernelVersion.D6_12_117),
            HostDirectories.real(),
            List.of(program.toString(), cache().toString(), images().toString()))) {
      for (String image : BundledImages.names()) {
        mount(run, image, "/mnt");
        for (BundledImages.Entry entry : BundledImages.manifest()) {
          if (entry.image().equals(image)) {
            assertEquals(
                entry.sha256(),
                run.live().call("app", "cat", LIMIT, w -> sha256(w, "/mnt" + entry.path())),
                image + entry.path());
          }
        }
        run.live()
            .call(
                "app",
                "umount",
                LIMIT,
                w -> {
                  w.unmount(w.process("app"), "/mnt");
                  return true;
                });
      }
      assertTrue(run.stopDaemon(), "the daemon did not end by itself");
      assertEquals(0, run.daemon().status());
      assertEquals(List.of(), run.findings());
      assertEquals(Set.of(), run.daemon().processes());
    }
  }
}
