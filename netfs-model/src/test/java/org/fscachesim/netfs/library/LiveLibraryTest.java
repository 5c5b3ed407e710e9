package org.fscachesim.netfs.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.ReadaheadState;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same code on real threads.
final class LiveLibraryTest {
  private static final int SIZE = 300_000;

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void readersShareAFileOfAServerThatAnswersInAnyOrder(KernelVersion version) {
    LiveMachine machine = new LiveMachine();
    Sim.Body rounds =
        kernel -> {
          for (int round = 0; round < 20; round++) {
            share(kernel, Fixture.uncached(kernel, SIZE), round);
          }
          assertEquals(List.of(), kernel.ledger().leaks());
          assertEquals(List.of(), kernel.log().warnings());
        };
    machine.run(
        "main",
        () -> {
          try {
            rounds.run(Kernel.boot(KernelConfig.of(version), machine));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        Duration.ofSeconds(60));
    assertEquals(List.of(), machine.failures());
  }

  private static void share(Kernel kernel, Fixture f, int round) throws ErrnoException {
    f.server.async = true;
    f.server.rsize = 10_000;
    List<Task> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Random random = new Random(round * 31L + i);
      readers.add(kernel.spawn("reader", () -> read(f, random)));
    }
    readers.forEach(Task::join);
    if (f.netfs.writesForClients()) {
      byte[] news = FakeServer.pattern(20_000, round);
      assertEquals(news.length, f.inode.write(null, 70_000, ByteBuffer.wrap(news)));
      f.sync();
      f.awaitCount("rr", 0);
      assertArrayEquals(news, Arrays.copyOfRange(f.server.content, 70_000, 90_000));
    }
    f.awaitCount("rr", 0);
    f.close();
  }

  private static void read(Fixture f, Random random) {
    CachedFile file = new CachedFile(f.inode.mapping(), new ReadaheadState(32), "another");
    for (int i = 0; i < 10; i++) {
      int start = random.nextInt(SIZE - 50_000);
      ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(50_000));
      try {
        int count = file.read(start, into);
        assertEquals(into.capacity(), count);
        assertArrayEquals(f.server.expected(start, count), into.array());
      } catch (ErrnoException e) {
        throw new AssertionError(e);
      }
    }
  }
}
