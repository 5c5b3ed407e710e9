package org.fscachesim.stack.client;

import static org.fscachesim.stack.client.ClientWorld.errno;
import static org.fscachesim.stack.client.ClientWorld.pattern;
import static org.fscachesim.stack.client.ClientWorld.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// NFS over the whole stack, on every release.
final class NfsClientTest {
  private static final int SEEDS = 3;

  private static void onSeeds(KernelVersion version, ClientWorld.Body body) {
    for (int seed = 0; seed < SEEDS; seed++) {
      ClientWorld.run(version, seed, body);
    }
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aRemountReadsFromTheCache(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(40 * 4096, 1));
          w.server.put("odd", pattern(10_001, 2));
          for (int round = 0; round < 2; round++) {
            w.mountNfs("vers=4.1,fsc");
            assertArrayEquals(pattern(40 * 4096, 1), w.cat("file"));
            assertArrayEquals(pattern(10_001, 2), w.cat("odd"));
            w.unmount();
          }
          assertTrue(w.counter("RD") > 0, w.world.readProc("stats"));
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void theVolumeKeyNamesWhatMakesMountsDiffer(KernelVersion version) {
    ClientWorld.run(
        version,
        1,
        w -> {
          w.bindCache();
          w.mountNfs("vers=3,fsc=mine,rsize=65536,wsize=32768");
          String line = w.proc("volumes").getFirst();
          assertTrue(
              line.endsWith("nfs,3.0,2,,108,100007f,2,,,,10000,8000,2ee,3a98,1d4c,3a98,1,mine"),
              line);
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void anOpenSeesWhatTheLastCloseLeftAtTheServer(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(50_000, 1));
          w.mountNfs("fsc");
          assertArrayEquals(pattern(50_000, 1), w.cat("file"));
          w.server.change("file", 7, pattern(10, 5));
          byte[] changed = written(pattern(50_000, 1), 7, pattern(10, 5));
          assertArrayEquals(changed, w.cat("file"));
          w.server.change("file", 49_999, pattern(30_000, 6));
          changed = written(changed, 49_999, pattern(30_000, 6));
          assertArrayEquals(changed, w.cat("file"));
          w.unmount();
          w.mountNfs("fsc");
          assertArrayEquals(changed, w.cat("file"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aCloseAfterWritingBringsEverythingToTheServer(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mountNfs("fsc");
          w.cat("file");
          w.write("file", 4000, pattern(9000, 2));
          byte[] bytes = written(pattern(20_000, 1), 4000, pattern(9000, 2));
          assertArrayEquals(bytes, w.server.bytes("file"));
          w.write("new", 0, pattern(5000, 3));
          assertArrayEquals(pattern(5000, 3), w.server.bytes("new"));
          assertArrayEquals(bytes, w.cat("file"));
          w.truncate("file", 6000);
          assertArrayEquals(Arrays.copyOf(bytes, 6000), w.server.bytes("file"));
          assertArrayEquals(Arrays.copyOf(bytes, 6000), w.cat("file"));
          w.unmount();
          w.mountNfs("fsc");
          assertArrayEquals(Arrays.copyOf(bytes, 6000), w.cat("file"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void theCacheIsNotUsedWhileAWriterHasTheFileOpenAndIsAfterThat(KernelVersion version) {
    ClientWorld.run(
        version,
        2,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(16 * 4096, 1));
          w.mountNfs("fsc");
          w.cat("file");
          w.sleepSeconds(1);
          try (ClientFile writer =
              w.world.clientPath(w.app, "/mnt/file").open(OpenFlags.READ_WRITE, false)) {
            w.sleepSeconds(1);
            long reads = w.counter("RD");
            long writes = w.counter("WR");
            w.world.kernel().namespace().clientMounts().forEach(m -> m.dropPageCache());
            assertArrayEquals(pattern(16 * 4096, 1), w.cat("file"));
            assertEquals(3, writer.write(100, ByteBuffer.wrap(pattern(3, 9))));
            w.sync();
            w.sleepSeconds(1);
            assertEquals(reads, w.counter("RD"));
            assertEquals(writes, w.counter("WR"));
          }
          w.sleepSeconds(1);
          long writes = w.counter("WR");
          w.world.kernel().namespace().clientMounts().forEach(m -> m.dropPageCache());
          assertArrayEquals(written(pattern(16 * 4096, 1), 100, pattern(3, 9)), w.cat("file"));
          w.sleepSeconds(1);
          assertTrue(w.counter("WR") > writes, w.world.readProc("stats"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aCacheThatIsWithdrawnAtAnyMomentSpoilsNothing(KernelVersion version) {
    for (int seed = 0; seed < 10; seed++) {
      ClientWorld.run(
          version,
          seed,
          w -> {
            w.bindCache();
            w.server.put("file", pattern(30_000, 1));
            w.mountNfs("fsc");
            Task using =
                w.app.start(
                    "use",
                    () ->
                        assertEquals(
                            null,
                            errno(
                                () -> {
                                  assertArrayEquals(pattern(30_000, 1), w.cat("file"));
                                  w.write("file", 5, pattern(5000, 2));
                                  assertArrayEquals(
                                      written(pattern(30_000, 1), 5, pattern(5000, 2)),
                                      w.cat("file"));
                                })));
            w.withdrawCache();
            using.join();
            assertEquals(null, using.failure());
            w.unmount();
          });
    }
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void badOptionsAndHostsAreRefused(KernelVersion version) {
    ClientWorld.run(
        version,
        3,
        w -> {
          assertEquals(Errno.EINVAL, errno(() -> w.mountNfs("vers=5")));
          assertEquals(Errno.EINVAL, errno(() -> w.mountNfs("rsize=big")));
          assertEquals(Errno.EINVAL, errno(() -> w.mountNfs("nonsense")));
          assertEquals(
              Errno.ETIMEDOUT, errno(() -> w.world.mount(w.app, "nfs", "nobody:/", "/mnt", "")));
          assertEquals(Errno.EINVAL, errno(() -> w.world.mount(w.app, "nfs", "host", "/mnt", "")));
          w.mountNfs("");
          assertEquals(Errno.ENOENT, errno(() -> w.cat("absent")));
          assertEquals(Errno.EISDIR, errno(() -> w.truncate("", 0)));
          w.unmount();
        });
  }
}
