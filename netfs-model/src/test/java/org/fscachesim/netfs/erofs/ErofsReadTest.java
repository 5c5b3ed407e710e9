package org.fscachesim.netfs.erofs;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V6_7;
import static org.fscachesim.netfs.erofs.ErofsWorld.cat;
import static org.fscachesim.netfs.erofs.ErofsWorld.catFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reading a mounted image. Ranges, sizes and checksums are those of recorded kernels.
final class ErofsReadTest {
  private static final List<KernelVersion> BOTH = List.of(D6_12_117, D6_1_192);

  private interface Body {
    void run(ErofsWorld world, ClientFilesystem fs) throws Exception;
  }

  private static void mounted(KernelVersion version, String options, Body body) {
    mounted(KernelConfig.of(version), options, body);
  }

  private static void mounted(KernelConfig config, String options, Body body) {
    Sim.run(
        config,
        new FirstRunnable(),
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          ClientFilesystem fs = world.mount(options);
          kernel.sleepMillis(1);
          world.cache.take();
          body.run(world, fs);
          fs.unmount();
          world.assertGone();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void everyFileReadsAsLinuxReadsIt(KernelVersion version) {
    for (String image : List.of("plain.img", "inline.img")) {
      mounted(
          version,
          "fsid=" + image,
          (_, fs) -> {
            assertEquals("300000 1055e31a", cat(fs, "big"));
            assertEquals("4096 abdf3e81", cat(fs, "one-page"));
            assertEquals("23 4990cec7", cat(fs, "hello.txt"));
            assertEquals("5000 b9cf629b", cat(fs, "dir/a"));
            assertEquals("12345 c3f25db3", cat(fs, "dir/sub/b"));
            assertEquals("0 00000000", cat(fs, "empty"));
            assertEquals("23 4990cec7", cat(fs, "link"));
            assertEquals("300000 1055e31a", cat(fs, "big", 1000));
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelVersion.class,
      names = {"D6_12_117", "D6_1_192", "V6_7"})
  void aSequentialReaderAsksForGrowingRanges(KernelVersion version) {
    mounted(
        version,
        "fsid=plain.img",
        (world, fs) -> {
          cat(fs, "big", 4096);
          assertEquals(
              List.of(
                  "READ plain.img 4096+16384",
                  "READ plain.img 20480+32768",
                  "READ plain.img 53248+65536",
                  "READ plain.img 118784+131072",
                  "READ plain.img 249856+57344"),
              world.cache.take());
          cat(fs, "big");
          assertEquals(List.of(), world.cache.take());
        });
  }

  @Test
  void shortFilesAreAskedForWholly() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (world, fs) -> {
          cat(fs, "one-page");
          cat(fs, "dir/a");
          cat(fs, "dir/sub/b");
          cat(fs, "hello.txt");
          cat(fs, "small");
          cat(fs, "empty");
          assertEquals(
              List.of(
                  "READ plain.img 335872+4096",
                  "READ plain.img 307200+8192",
                  "READ plain.img 315392+16384",
                  "READ plain.img 331776+4096",
                  "READ plain.img 339968+4096"),
              world.cache.take());
        });
  }

  @Test
  void inlineTailsComeWithTheMetadata() {
    for (KernelVersion version : BOTH) {
      mounted(
          version,
          "fsid=inline.img",
          (world, fs) -> {
            cat(fs, "hello.txt");
            assertEquals(List.of(), world.cache.take());
            cat(fs, "big");
            assertEquals(
                List.of(
                    "READ inline.img 4096+131072",
                    "READ inline.img 135168+131072",
                    "READ inline.img 266240+36864"),
                world.cache.take());
          });
    }
  }

  @Test
  void eachChunkIsAskedForApart() {
    mounted(
        D6_12_117,
        "fsid=multi.img,device=blob1.img",
        (world, fs) -> {
          try (ClientFile f2 = fs.open("f2", OpenFlags.READ_ONLY, false)) {
            ByteBuffer page = ByteBuffer.allocate(4096);
            assertEquals(4096, f2.read(0, page));
            assertEquals((byte) 256, page.get(0));
            assertEquals(
                List.of(
                    "READ blob1.img 1048576+4096",
                    "READ blob1.img 1052672+4096",
                    "READ blob1.img 1056768+4096",
                    "READ blob1.img 1060864+4096"),
                world.cache.take());
            // The last page, as a random read.
            assertEquals(368, f2.read(69632, page.clear()));
            assertEquals((byte) 273, page.get(0));
            assertEquals(List.of("READ blob1.img 1118208+4096"), world.cache.take());
          }
          cat(fs, "f1");
          assertEquals(256, world.cache.take().size());
        });
  }

  @Test
  void whatTheDaemonWroteBeforehandIsNotAskedFor() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (world, fs) -> {
          world.cache.fillAll("plain.img");
          assertEquals("300000 1055e31a", cat(fs, "big"));
          assertEquals(List.of("a", "sub"), fs.names("dir"));
          assertEquals(List.of(), world.cache.take());
        });
  }

  @Test
  void aRangeThatIsProvidedInPartIsAskedForAgainFromThere() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (world, fs) -> {
          world.cache.daemon = (_, offset, length) -> offset == 4096 ? 8192 : length;
          assertEquals("300000 1055e31a", cat(fs, "big", 131072));
          assertEquals(
              List.of(
                  "READ plain.img 4096+131072",
                  "READ plain.img 12288+122880",
                  "READ plain.img 135168+131072",
                  "READ plain.img 266240+40960"),
              world.cache.take());
        });
  }

  @Test
  void aRangeThatIsNotProvidedIsAskedForTwice() {
    for (KernelVersion version : BOTH) {
      mounted(
          version,
          "fsid=plain.img",
          (world, fs) -> {
            world.cache.daemon = (_, _, _) -> 0;
            assertEquals(Errno.EIO, catFails(fs, "dir/sub/b"));
            assertEquals(
                List.of("READ plain.img 315392+16384", "READ plain.img 315392+4096"),
                world.cache.take());
            world.cache.daemon = (_, _, _) -> -1;
            assertEquals(Errno.EIO, catFails(fs, "one-page"));
            assertEquals(
                List.of("READ plain.img 335872+4096", "READ plain.img 335872+4096"),
                world.cache.take());
          });
    }
  }

  /// The daemon refuses page 2 of `f2`, of which each page is a chunk, always or once.
  private static List<String> readsOfF2WithABadChunk(KernelConfig config, boolean always) {
    List<String> out = new ArrayList<>();
    mounted(
        config,
        "fsid=multi.img,device=blob1.img",
        (world, fs) -> {
          Set<Long> refused = new TreeSet<>(Set.of(258L * 4096));
          world.cache.daemon =
              (_, offset, length) ->
                  (always ? refused.contains(offset) : refused.remove(offset)) ? -1 : length;
          try (ClientFile f2 = fs.open("f2", OpenFlags.READ_ONLY, false)) {
            ByteBuffer pages = ByteBuffer.allocate(5 * 4096);
            int count = f2.read(0, pages);
            out.add("count " + count / 4096);
            for (int i = 0; i < count / 4096; i++) {
              assertEquals((byte) (256 + i), pages.get(i * 4096));
            }
          }
          for (String message : world.cache.take()) {
            long offset = Long.parseLong(message.replaceAll(".* (\\d+)\\+.*", "$1"));
            out.add(Long.toString(offset / 4096 - 256));
          }
        });
    return out;
  }

  @Test
  void aFailedSliceSpoilsItsWindow() {
    // The window stops at page 2; its pages are then read one by one, 0 and 1 without asking.
    assertEquals(
        List.of("count 5", "0", "1", "2", "2", "3", "4"),
        readsOfF2WithABadChunk(KernelConfig.of(D6_12_117), false));
  }

  @Test
  void before62AFailedSliceSpoilsItsOwnPagesOnly() {
    List<String> reads = readsOfF2WithABadChunk(KernelConfig.of(D6_1_192), false);
    assertEquals("count 5", reads.getFirst());
    List<String> inWindow = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      inWindow.add(Integer.toString(i));
    }
    assertEquals(inWindow, reads.subList(1, 17));
    assertEquals(List.of("2"), reads.subList(17, reads.size()));
  }

  @Test
  void aBadPageEndsAReadShort() {
    assertEquals("count 2", readsOfF2WithABadChunk(KernelConfig.of(D6_12_117), true).getFirst());
    assertEquals("count 2", readsOfF2WithABadChunk(KernelConfig.of(D6_1_192), true).getFirst());
  }

  @Test
  void errorsOfTheCacheFileReachTheReaderBut61SaysEio() {
    for (KernelVersion version : List.of(D6_12_117, V6_7, D6_1_192)) {
      mounted(
          version,
          "fsid=plain.img",
          (world, fs) -> {
            world.cache.readError = Errno.ENODATA;
            assertEquals(version == D6_1_192 ? Errno.EIO : Errno.ENODATA, catFails(fs, "small"));
            world.cache.readError = null;
            Completion now = new Completion(world.kernel, "now");
            now.completeAll();
            world.cache.asyncReads = now;
            world.cache.asyncError = Errno.ENODATA;
            assertEquals(Errno.EIO, catFails(fs, "small"));
            world.cache.asyncError = null;
            assertEquals("100 fcb1e3f1", cat(fs, "small"));
          });
    }
  }

  @Test
  void aWithdrawnCacheLeavesWhatThePageCacheHas() {
    for (KernelVersion version : List.of(D6_12_117, V6_7, D6_1_192)) {
      mounted(
          version,
          "fsid=plain.img",
          (world, fs) -> {
            assertEquals("4096 abdf3e81", cat(fs, "one-page"));
            world.cache.withdraw();
            assertEquals("4096 abdf3e81", cat(fs, "one-page"));
            assertEquals(version == D6_1_192 ? Errno.EIO : Errno.ENOBUFS, catFails(fs, "small"));
            assertEquals(100, fs.stat("small").size());
            fs.dropPageCache();
            assertEquals(
                Errno.ENOBUFS, assertThrows(ErrnoException.class, () -> fs.names("")).errno());
          });
    }
  }

  @Test
  void aReaderOfABadDirectoryPageGetsTheMetadataError() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (world, fs) -> {
          fs.dropPageCache();
          world.cache.readError = Errno.ENODATA;
          assertEquals(
              Errno.ENODATA, assertThrows(ErrnoException.class, () -> fs.stat("big")).errno());
          world.cache.readError = null;
          assertEquals(300000, fs.stat("big").size());
        });
  }

  @Test
  void theTreeCanBeWalked() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (_, fs) -> {
          assertEquals(
              List.of("big", "dir", "empty", "hello.txt", "link", "one-page", "small"),
              fs.names(""));
          assertEquals(List.of("a", "sub"), fs.names("dir"));
          assertEquals(new FileStat(0100644, 300000, 592, 42), fs.stat("big"));
          assertEquals(fs.stat("big"), fs.stat("dir/../dir/sub/../../big"));
          assertEquals(fs.stat(""), fs.stat(".."));
          assertEquals("hello.txt", fs.readlink("link"));
          assertEquals(fs.stat("hello.txt"), fs.stat("link"));
          assertError(Errno.ENOENT, () -> fs.stat("nosuch"));
          assertError(Errno.ENOTDIR, () -> fs.stat("big/x"));
          assertError(Errno.ENOTDIR, () -> fs.stat("big/"));
          assertError(Errno.ENOTDIR, () -> fs.names("big"));
          assertError(Errno.EINVAL, () -> fs.readlink("big"));
          assertError(Errno.ENAMETOOLONG, () -> fs.stat("x".repeat(256)));
        });
  }

  @Test
  void nothingCanBeWritten() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (_, fs) -> {
          assertError(Errno.EROFS, () -> fs.open("new", OpenFlags.READ_WRITE, true));
          assertError(Errno.EROFS, () -> fs.open("big", OpenFlags.READ_WRITE, false));
          assertError(Errno.EISDIR, () -> fs.open("dir", OpenFlags.READ_WRITE, false));
          assertError(Errno.EROFS, () -> fs.truncate("big", 0));
          try (ClientFile dir = fs.open("dir", OpenFlags.READ_ONLY, false)) {
            assertEquals(1, fs.openFiles());
            assertError(Errno.EISDIR, () -> dir.read(0, ByteBuffer.allocate(1)));
            assertError(Errno.EBADF, () -> dir.write(0, ByteBuffer.allocate(1)));
          }
          assertEquals(0, fs.openFiles());
        });
  }

  private static void assertError(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void aReaderThatIsKilledWhileTheDaemonThinksGoesAway() {
    mounted(
        D6_12_117,
        "fsid=plain.img",
        (world, fs) -> {
          Completion gate = new Completion(world.kernel, "daemon");
          world.cache.readGate = gate;
          Task reader = world.kernel.spawn("reader", () -> catFails(fs, "one-page"));
          world.kernel.sleepMillis(1);
          assertFalse(reader.isFinished());
          reader.kill();
          reader.join();
          assertTrue(reader.failure() == null, String.valueOf(reader.failure()));
          world.cache.readGate = null;
          assertEquals("4096 abdf3e81", cat(fs, "one-page"));
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelVersion.class,
      names = {"D6_12_117", "D6_1_192"})
  void concurrentReadersGetTheSameBytesAndAskOnce(KernelVersion version) {
    Sim.explore(
        version,
        25,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          Completion now = new Completion(kernel, "now");
          now.completeAll();
          world.cache.asyncReads = now;
          ClientFilesystem fs = world.mount("fsid=inline.img");
          world.cache.take();
          List<Task> readers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            readers.add(
                kernel.spawn(
                    "reader",
                    () -> {
                      try {
                        assertEquals("5000 b9cf629b", cat(fs, "dir/a"));
                        assertEquals("12345 c3f25db3", cat(fs, "dir/sub/b"));
                        assertEquals("300000 1055e31a", cat(fs, "big"));
                      } catch (ErrnoException e) {
                        throw new AssertionError(e);
                      }
                    }));
          }
          readers.forEach(Task::join);
          for (Task reader : readers) {
            assertTrue(reader.failure() == null, String.valueOf(reader.failure()));
          }
          List<String> messages = world.cache.take();
          assertEquals(messages.stream().distinct().count(), messages.size(), messages.toString());
          fs.unmount();
          world.assertGone();
        });
  }

  @Test
  void aHoleZeroesTheRestOfTheRequestWhereThatIsWanted() {
    for (boolean wanted : List.of(false, true)) {
      KernelConfig config = KernelConfig.of(D6_12_117);
      mounted(
          wanted ? config.with(NetfsBehaviour.HOLE_ZEROES_REST_OF_REQUEST) : config,
          "fsid=plain.img",
          (world, _) -> {
            world.cache.with("sparse.img", Sparse.image());
            ClientFilesystem fs = world.mount("fsid=sparse.img");
            try (ClientFile file = fs.open("f", OpenFlags.READ_ONLY, false)) {
              ByteBuffer all = ByteBuffer.allocate(12288);
              assertEquals(12288, file.read(0, all));
              assertEquals('A', all.get(0));
              assertEquals(0, all.get(4096));
              assertEquals(wanted ? 0 : 'B', all.get(8192));
            }
            fs.unmount();
          });
    }
  }
}
