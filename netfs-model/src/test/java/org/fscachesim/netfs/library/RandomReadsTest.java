package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.ReadaheadState;
import org.fscachesim.netfs.testing.Sim;

/// Whatever the cache holds, the server withholds and the schedule does: what is read is what the
/// server has, and nothing is left over.
///
/// jqwik prints the seed of a failure; `@Property(seed = "…")` replays it.
final class RandomReadsTest {
  private static final int MOST = 200_000;

  @Property(tries = 150)
  void readersSeeTheServersBytesWithTheReadHelpers(@ForAll long seed) {
    read(D6_1_192, seed);
  }

  /// A seed whose last page the cache fails to give.
  @Example
  void theLastPageComesFromTheServerWhenTheCacheFails() {
    read(D6_1_192, -17881405085519L);
  }

  @Property(tries = 150)
  void readersSeeTheServersBytesWithTheLibrary(@ForAll long seed) {
    read(D6_12_117, seed);
  }

  @Property(tries = 100)
  void whatIsWrittenIsReadBackFromServerAndCache(@ForAll long seed) {
    Random random = new Random(seed);
    Sim.run(
        KernelConfig.of(D6_12_117),
        new RandomWalk(seed),
        kernel -> {
          Fixture f = fixture(kernel, random, random.nextInt(40_000));
          byte[] mirror = f.server.content.clone();
          for (int i = 0; i < 6; i++) {
            mirror = step(f, random, mirror);
          }
          f.sync();
          f.awaitCount("rr", 0);
          assertArrayEquals(mirror, f.server.content);
          assertEquals(null, f.inode.takeWritebackError());
          f.close();
        });
  }

  private static byte[] step(Fixture f, Random random, byte[] mirror) throws ErrnoException {
    byte[] now = mirror;
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        int position = random.nextInt(now.length + 5000);
        byte[] news = FakeServer.pattern(1 + random.nextInt(9000), random.nextInt(256));
        assertEquals(news.length, f.inode.write(null, position, ByteBuffer.wrap(news)));
        now = Arrays.copyOf(now, Math.max(now.length, position + news.length));
        System.arraycopy(news, 0, now, position, news.length);
      }
      case 2 -> f.sync();
      case 3 -> f.inode.mapping().dropUnlockedPages();
      default -> {
        int start = random.nextInt(now.length + 1);
        int length = Math.min(now.length - start, 1 + random.nextInt(20_000));
        assertArrayEquals(Arrays.copyOfRange(now, start, start + length), f.read(start, length));
      }
    }
    return now;
  }

  private static Fixture fixture(Kernel kernel, Random random, int size) throws ErrnoException {
    int pages = (size + 4095) / 4096;
    Fixture f;
    switch (random.nextInt(3)) {
      case 0 -> f = Fixture.uncached(kernel, size);
      case 1 -> f = Fixture.cached(kernel, size);
      default -> {
        int first = random.nextInt(pages + 1);
        f = Fixture.warm(kernel, size, first, first + random.nextInt(pages - first + 1));
      }
    }
    f.server.clearTailAtEnd = true;
    f.server.async = random.nextBoolean();
    f.server.rsize = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(50_000);
    f.server.wsize = random.nextBoolean() ? Long.MAX_VALUE : 2000 + random.nextInt(50_000);
    if (f.inode.cookie() != null) {
      f.storage().async = random.nextBoolean();
      f.storage().noSpace = random.nextInt(2);
    }
    return f;
  }

  private static void read(KernelVersion version, long seed) {
    Random random = new Random(seed);
    Sim.run(
        KernelConfig.of(version),
        new RandomWalk(seed),
        kernel -> {
          Fixture f = fixture(kernel, random, random.nextInt(MOST));
          boolean faulty = script(f, random, version == D6_1_192);
          List<Task> readers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            long readerSeed = random.nextLong();
            readers.add(kernel.spawn("reader", () -> reads(f, new Random(readerSeed), faulty)));
          }
          if (f.inode.cookie() != null && version == D6_1_192 && random.nextBoolean()) {
            f.cookie().invalidate(null, f.server.content.length);
          }
          for (Task reader : readers) {
            reader.join();
            if (reader.failure() != null) {
              throw new AssertionError(reader.failure());
            }
          }
          f.awaitCount("rr", 0);
          assertEquals(f.server.requestsMade, f.server.requestsFreed);
          f.close();
        });
  }

  /// Has the next calls of the server and the cache come short or fail.
  ///
  /// @param cacheMayFail whether the server is asked for what the cache could not give
  /// @return whether a reader may meet an error
  private static boolean script(Fixture f, Random random, boolean cacheMayFail) {
    boolean faulty = false;
    for (int i = random.nextInt(6); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> {
          f.server.script.add(new FakeServer.Answer.Fail(Errno.EIO));
          faulty = true;
        }
        case 1 -> {
          // Twice in a row, for one reader, means the end.
          f.server.script.add(new FakeServer.Answer.Give(0));
          faulty = true;
        }
        default -> f.server.script.add(new FakeServer.Answer.Give(1 + random.nextInt(30_000)));
      }
    }
    if (f.inode.cookie() != null) {
      for (int i = random.nextInt(4); i > 0; i--) {
        boolean fails = cacheMayFail && random.nextBoolean();
        f.storage()
            .reads
            .add(
                fails
                    ? new FakeStorage.Accident.Fail(Errno.EIO)
                    : new FakeStorage.Accident.Cut(1 + random.nextInt(20_000)));
      }
    }
    return faulty;
  }

  private static void reads(Fixture f, Random random, boolean faulty) {
    CachedFile file = new CachedFile(f.inode.mapping(), new ReadaheadState(32), "another");
    int size = f.server.content.length;
    for (int i = 0; i < 4; i++) {
      int start = random.nextInt(size + 1);
      int length = 1 + random.nextInt(60_000);
      ByteBuffer into = ByteBuffer.allocate(length);
      try {
        int count = file.read(start, into);
        int whole = Math.min(length, size - start);
        assertTrue(count == whole || faulty, count + " of " + whole + " bytes at " + start);
        assertArrayEquals(f.server.expected(start, count), Arrays.copyOf(into.array(), count));
      } catch (ErrnoException e) {
        assertTrue(faulty, "a reader got " + e.errno() + " though nothing failed");
      }
    }
  }
}
