package org.fscachesim.stack.client;

import static org.fscachesim.stack.client.ClientWorld.errno;
import static org.fscachesim.stack.client.ClientWorld.pattern;
import static org.fscachesim.stack.client.ClientWorld.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// 9p over the whole stack, on every release.
final class NinepClientTest {
  private static final String CACHED = "trans=virtio,version=9p2000.L,cache=fscache,cachetag=v";
  private static final int SEEDS = 3;

  private static void onSeeds(KernelVersion version, ClientWorld.Body body) {
    for (int seed = 0; seed < SEEDS; seed++) {
      ClientWorld.run(version, seed, body);
    }
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void filesOfAllSizesReadAsTheServerHasThemColdAndWarm(KernelVersion version) {
    List<Integer> sizes = List.of(0, 1, 4095, 4096, 4097, 10_000, 131_072, 300_001);
    onSeeds(
        version,
        w -> {
          w.bindCache();
          for (int size : sizes) {
            w.server.put("f" + size, pattern(size, size));
          }
          for (int round = 0; round < 2; round++) {
            w.mount(CACHED);
            for (int size : sizes) {
              assertArrayEquals(pattern(size, size), w.cat("f" + size), "f" + size);
            }
            w.unmount();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aRemountIsServedFromTheCacheAlone(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(200 * 4096, 1));
          w.mount(CACHED);
          w.cat("file");
          w.unmount();
          w.mount(CACHED);
          w.server.faults().failNext(Errno.EIO);
          assertArrayEquals(pattern(200 * 4096, 1), w.cat("file"));
          assertTrue(w.counter("RD") > 0);
          w.world.kernel().namespace().clientMounts().forEach(m -> m.dropPageCache());
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aFileThatChangedAtTheServerIsFetchedAgainByTheNextMount(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mount(CACHED);
          assertArrayEquals(pattern(20_000, 1), w.cat("file"));
          w.unmount();
          w.sleepSeconds(2);
          w.server.change("file", 5000, pattern(100, 9));
          w.mount(CACHED);
          byte[] changed = written(pattern(20_000, 1), 5000, pattern(100, 9));
          assertArrayEquals(changed, w.cat("file"));
          w.unmount();
          w.mount(CACHED);
          assertArrayEquals(changed, w.cat("file"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void whatIsWrittenIsReadAndReachesTheServer(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          byte[] bytes = pattern(30_000, 1);
          w.server.put("file", bytes);
          w.mount(CACHED);
          w.cat("file");
          w.write("file", 12_000, pattern(9000, 2));
          bytes = written(bytes, 12_000, pattern(9000, 2));
          assertArrayEquals(bytes, w.cat("file"));
          w.write("file", 29_990, pattern(10_000, 3));
          bytes = written(bytes, 29_990, pattern(10_000, 3));
          assertArrayEquals(bytes, w.cat("file"));
          w.write("new", 5000, pattern(4097, 4));
          assertArrayEquals(written(new byte[0], 5000, pattern(4097, 4)), w.cat("new"));
          w.sync();
          assertArrayEquals(bytes, w.server.bytes("file"));
          w.unmount();
          assertArrayEquals(bytes, w.server.bytes("file"));
          w.mount(CACHED);
          assertArrayEquals(bytes, w.cat("file"));
          assertArrayEquals(written(new byte[0], 5000, pattern(4097, 4)), w.cat("new"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void dirtyPagesAreWrittenAfterAWhileByThemselves(KernelVersion version) {
    ClientWorld.run(
        version,
        1,
        w -> {
          w.bindCache();
          w.mount(CACHED);
          w.write("new", 0, pattern(5000, 4));
          w.sleepSeconds(40);
          assertArrayEquals(pattern(5000, 4), w.server.bytes("new"));
          assertEquals("0", active(w));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void truncationCutsAndGrowsHereAndAtTheServer(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mount(CACHED);
          w.cat("file");
          w.write("file", 100, pattern(50, 8));
          byte[] bytes = written(pattern(20_000, 1), 100, pattern(50, 8));
          w.truncate("file", 6000);
          assertArrayEquals(Arrays.copyOf(bytes, 6000), w.cat("file"));
          assertArrayEquals(Arrays.copyOf(bytes, 6000), w.server.bytes("file"));
          w.truncate("file", 15_000);
          byte[] grown = Arrays.copyOf(Arrays.copyOf(bytes, 6000), 15_000);
          assertArrayEquals(grown, w.cat("file"));
          w.unmount();
          w.mount(CACHED);
          assertArrayEquals(grown, w.cat("file"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aCulledFileIsFetchedAgain(KernelVersion version) {
    ClientWorld.run(
        version,
        2,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mount(CACHED);
          w.cat("file");
          w.unmount();
          w.sleepSeconds(2);
          w.command("/cache/cache", "cull I9p,host,v");
          w.mount(CACHED);
          assertArrayEquals(pattern(20_000, 1), w.cat("file"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void theFilesystemGoesOnWithoutACacheThatIsWithdrawnAndWithOneThatComesBack(
      KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          byte[] bytes = pattern(400_000, 1);
          w.server.put("file", bytes);
          w.mount(CACHED);
          try (ClientFile file = w.world.openFile(w.app, "/mnt/file", OpenFlags.READ_ONLY)) {
            ByteBuffer half = ByteBuffer.allocate(200_000);
            assertEquals(200_000, file.read(0, half));
            w.withdrawCache();
            assertEquals(200_000, file.read(200_000, half.clear()));
            assertArrayEquals(Arrays.copyOfRange(bytes, 200_000, 400_000), half.array());
          }
          w.sleepSeconds(2);
          w.write("file", 3, pattern(10, 7));
          bytes = written(bytes, 3, pattern(10, 7));
          w.bindCache();
          assertArrayEquals(bytes, w.cat("file"));
          w.unmount();
          assertArrayEquals(bytes, w.server.bytes("file"));
          w.mount(CACHED);
          assertArrayEquals(bytes, w.cat("file"));
          w.unmount();
          w.withdrawCache();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aCacheThatIsWithdrawnAtAnyMomentSpoilsNoRead(KernelVersion version) {
    for (int seed = 0; seed < 12; seed++) {
      ClientWorld.run(
          version,
          seed,
          w -> {
            w.bindCache();
            w.server.put("file", pattern(70_000, 1));
            w.mount(CACHED);
            Task reading =
                w.app.start(
                    "read",
                    () ->
                        assertEquals(
                            null,
                            errno(
                                () -> {
                                  assertArrayEquals(pattern(70_000, 1), w.cat("file"));
                                  w.world
                                      .kernel()
                                      .namespace()
                                      .clientMounts()
                                      .forEach(m -> m.dropPageCache());
                                  assertArrayEquals(pattern(70_000, 1), w.cat("file"));
                                })));
            w.withdrawCache();
            reading.join();
            assertEquals(null, reading.failure());
            w.unmount();
          });
    }
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void nobodyUsesACookieWhenAllIsClosedAndClean(KernelVersion version) {
    ClientWorld.run(
        version,
        3,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mount(CACHED);
          try (ClientFile _ = w.world.openFile(w.app, "/mnt/file", OpenFlags.READ_ONLY)) {
            assertEquals("1", active(w));
          }
          w.cat("file");
          w.write("file", 0, pattern(10, 2));
          w.sync();
          assertEquals("0", active(w));
          w.unmount();
        });
  }

  private static String active(ClientWorld w) throws Exception {
    return w.proc("cookies").getFirst().trim().split(" +", -1)[3];
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void theVolumeGoesWithItsLastObjectAfterUnmount(KernelVersion version) {
    onSeeds(
        version,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mount(CACHED);
          w.cat("file");
          assertEquals(1, w.proc("volumes").size());
          w.unmount();
          w.sleepSeconds(1);
          assertEquals(List.of(), w.proc("volumes"));
          assertEquals(List.of(), w.proc("cookies"));
          assertEquals("0", w.proc("caches").getFirst().trim().split(" +", -1)[2]);
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aReaderThatIsKilledDoesNotWaitForASlowServer(KernelVersion version) {
    ClientWorld.run(
        version,
        4,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(20_000, 1));
          w.mount(CACHED);
          w.server.faults().delay(10_000);
          Task reading = w.app.start("read", () -> errno(() -> w.cat("file")));
          w.world.kernel().sleepMillis(15_000);
          long before = w.world.kernel().nanos();
          w.app.kill();
          assertTrue(reading.isFinished());
          // Letting go of the file takes the server's time, but not the read's too.
          assertTrue(w.world.kernel().nanos() - before <= 10_000_000_000L);
          w.server.faults().delay(0);
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void shortAnswersOfTheServerAreCompleted(KernelVersion version) {
    ClientWorld.run(
        version,
        5,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(50_000, 1));
          w.server.faults().shortenReadsTo(1000);
          w.mount(CACHED);
          assertArrayEquals(pattern(50_000, 1), w.cat("file"));
          w.unmount();
          w.mount(CACHED);
          assertArrayEquals(pattern(50_000, 1), w.cat("file"));
          w.unmount();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void anErrorOfTheServerIsTheReadersUnlessItGoesAway(KernelVersion version) {
    ClientWorld.run(
        version,
        6,
        w -> {
          w.bindCache();
          w.server.put("file", pattern(4096, 1));
          w.mount(CACHED);
          w.server.faults().failNext(Errno.EIO);
          w.server.faults().failNext(Errno.EACCES);
          assertEquals(Errno.EACCES, errno(() -> w.cat("file")));
          assertArrayEquals(pattern(4096, 1), w.cat("file"));
          // The first failure only spoils the window, which is asked for again page by page.
          w.world.kernel().namespace().clientMounts().forEach(m -> m.dropPageCache());
          w.unmount();
        });
  }

  /// Two look a file up while it changes at the server: they share pages all the same.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void whoOpensAFileAtTheSameTimeSharesItsPages(KernelVersion version) {
    for (int seed = 0; seed < 20; seed++) {
      ClientWorld.run(
          version,
          seed,
          w -> {
            w.server.put("file", pattern(5000, 1));
            w.mount(CACHED);
            Task first = w.app.start("write", () -> writeAndLook(w, 0));
            w.server.change("file", 5000, pattern(1, 7));
            Task second = w.app.start("write", () -> writeAndLook(w, 1000));
            first.join();
            second.join();
            assertEquals(null, first.failure());
            assertEquals(null, second.failure());
            byte[] both = written(pattern(5000, 1), 0, pattern(1000, 2));
            both = written(both, 1000, pattern(1000, 2));
            assertArrayEquals(both, Arrays.copyOf(w.cat("file"), 5000));
            w.unmount();
          });
    }
  }

  private static void writeAndLook(ClientWorld w, int offset) {
    assertEquals(null, errno(() -> w.write("file", offset, pattern(1000, 2))));
    assertEquals(
        null,
        errno(
            () ->
                assertArrayEquals(
                    pattern(1000, 2), Arrays.copyOfRange(w.cat("file"), offset, offset + 1000))));
  }

  /// Both want to make the file; the server lets one.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void whoMakesAFileAtTheSameTimeGetsTheSame(KernelVersion version) {
    for (int seed = 0; seed < 20; seed++) {
      ClientWorld.run(
          version,
          seed,
          w -> {
            w.mount(CACHED);
            Task first = w.app.start("write", () -> writeAndLook(w, 0));
            Task second = w.app.start("write", () -> writeAndLook(w, 1000));
            first.join();
            second.join();
            assertEquals(null, first.failure());
            assertEquals(null, second.failure());
            assertEquals(2000, w.cat("file").length);
            w.unmount();
          });
    }
  }
}
