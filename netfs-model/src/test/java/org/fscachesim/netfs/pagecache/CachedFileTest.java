package org.fscachesim.netfs.pagecache;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

final class CachedFileTest {
  private static final class World {
    final FakeStore store;
    final AddressSpace mapping;

    World(Kernel kernel, long size) {
      store = new FakeStore(kernel);
      mapping = new AddressSpace(kernel, "file", size, store);
    }

    CachedFile open() {
      return new CachedFile(mapping, new ReadaheadState(32));
    }
  }

  private static int check(CachedFile file, long position, int length) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate(length);
    int count = file.read(position, into);
    assertEquals(count, into.position());
    for (int i = 0; i < count; i++) {
      if (into.get(i) != FakeStore.byteAt(position + i)) {
        throw new AssertionError("wrong byte at " + (position + i));
      }
    }
    return count;
  }

  private static Errno fails(CachedFile file, long position, int length) {
    return assertThrows(
            ErrnoException.class, () -> file.read(position, ByteBuffer.allocate(length)))
        .errno();
  }

  @Test
  void aSequentialReaderAsksForDoublingWindows() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 300_000);
          CachedFile file = world.open();
          for (long at = 0; at < 300_000; at += 4096) {
            assertEquals(Math.min(4096, 300_000 - at), check(file, at, 4096));
          }
          assertEquals(List.of("0+4", "4+8", "12+16", "28+32", "60+14"), world.store.asked);
        });
  }

  @Test
  void aReadCrossesPagesAndEndsWithTheFile() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 10_000);
          assertEquals(10_000 - 4000, check(world.open(), 4000, 70_000));
          assertEquals(0, check(world.open(), 10_000, 10));
          assertEquals(0, check(world.open(), 1L << 60, 10));
          assertEquals(List.of("0+3"), world.store.asked);
        });
  }

  @Test
  void pagesThatAreThereSplitAWindow() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 20 * 4096);
          world.mapping.readPage(5);
          assertEquals(4096, check(world.open(), 0, 4096));
          assertEquals(20 * 4096, check(world.open(), 0, 20 * 4096));
          assertEquals(List.of("5", "0+4", "4+1", "6+14"), world.store.asked);
        });
  }

  @Test
  void aBadPageIsAskedForWithItsWindowAndThenAlone() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 4096);
          world.store.bad.add(0L);
          assertEquals(Errno.ENOBUFS, fails(world.open(), 0, 10));
          assertEquals(List.of("0+1", "0"), world.store.asked);
          assertEquals(Errno.ENOBUFS, fails(world.open(), 0, 10));
          assertEquals(List.of("0+1", "0", "0"), world.store.asked);
          world.store.bad.clear();
          assertEquals(10, check(world.open(), 0, 10));
        });
  }

  @Test
  void aPageThatIsUnlockedUnfilledIsEio() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 4096);
          world.store.bad.add(0L);
          world.store.thrown = null;
          assertEquals(Errno.EIO, fails(world.open(), 0, 10));
        });
  }

  @Test
  void anErrorBehindGoodBytesMakesTheReadShort() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 8 * 4096);
          world.store.bad.add(2L);
          CachedFile file = world.open();
          assertEquals(2 * 4096, check(file, 0, 8 * 4096));
          assertEquals(Errno.ENOBUFS, fails(file, 2 * 4096, 4096));
          assertEquals(4096, check(file, 3 * 4096, 4096));
        });
  }

  @Test
  void afterAnErrorWindowsAreSmaller() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 1 << 20);
          world.store.bad.add(0L);
          world.store.thrown = null;
          CachedFile file = world.open();
          assertEquals(Errno.EIO, fails(file, 0, 4096));
          world.store.asked.clear();
          check(file, 100 * 4096, 100 * 4096);
          assertEquals("100+8", world.store.asked.getFirst());
        });
  }

  @Test
  void twoReadersOfAMissingPageCauseOneRead() {
    Sim.explore(
        D6_12_117,
        200,
        kernel -> {
          World world = new World(kernel, 4096);
          world.store.gate = new Completion(kernel, "gate");
          List<Task> readers = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            readers.add(kernel.spawn("reader", () -> checkQuietly(world.open(), 0, 4096)));
          }
          world.store.gate.completeAll();
          readers.forEach(Task::join);
          assertEquals(List.of("0+1"), world.store.asked);
        });
  }

  private static void checkQuietly(CachedFile file, long position, int length) {
    try {
      assertEquals(length, check(file, position, length));
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aKilledReaderStopsWaitingForAPage() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 4096);
          Completion gate = new Completion(kernel, "gate");
          world.store.gate = gate;
          Task reader =
              kernel.spawn("reader", () -> assertEquals(Errno.EINTR, fails(world.open(), 0, 4096)));
          kernel.sleepMillis(1);
          assertFalse(reader.isFinished());
          reader.kill();
          reader.join();
          assertTrue(reader.failure() == null, String.valueOf(reader.failure()));
          gate.completeAll();
          assertEquals(4096, check(world.open(), 0, 4096));
          assertEquals(List.of("0+1"), world.store.asked);
        });
  }

  @Test
  void pagesThatAreNotTakenAreReadSinglyOrWithALaterWindow() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 16 * 4096);
          world.store.takes = 0;
          CachedFile file = world.open();
          assertEquals(4096, check(file, 0, 4096));
          // Three of four pages were to be there in advance: as many are gone, the first ones.
          assertEquals(2, world.mapping.cachedPages());
          assertEquals(List.of("0+4", "0"), world.store.asked);
          assertEquals(4096, check(file, 4096, 4096));
        });
  }

  @Test
  void adviceForRandomReadsTurnsReadaheadOff() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 1 << 20);
          CachedFile file = world.open();
          file.adviseRandom(true);
          check(file, 0, 4096);
          check(file, 4096, 8192);
          assertEquals(List.of("0+1", "1+2"), world.store.asked);
        });
  }

  @Test
  void droppedPagesAreReadAgain() {
    Sim.run(
        D6_12_117,
        kernel -> {
          World world = new World(kernel, 4096);
          check(world.open(), 0, 4096);
          world.mapping.dropUnlockedPages();
          assertEquals(0, world.mapping.cachedPages());
          check(world.open(), 0, 4096);
          assertEquals(List.of("0+1", "0+1"), world.store.asked);
        });
  }

  @Test
  void withoutMemoryAReadFailsAndReadaheadStops() {
    int[] outcomes = new int[2];
    for (int seed = 0; seed < 50; seed++) {
      Sim.run(
          KernelConfig.of(D6_12_117),
          new RandomWalk(seed),
          kernel -> {
            World world = new World(kernel, 1 << 20);
            kernel.faults().arm(AddressSpace.ALLOCATION_FAULT);
            try {
              check(world.open(), 0, 4096);
              outcomes[0]++;
            } catch (ErrnoException e) {
              assertEquals(Errno.ENOMEM, e.errno());
              outcomes[1]++;
            }
          });
    }
    assertTrue(outcomes[0] > 0 && outcomes[1] > 0, outcomes[0] + " " + outcomes[1]);
  }

  @Test
  void concurrentReadersSeeTheFileWhateverTheOrder() {
    Sim.explore(
        D6_12_117,
        100,
        kernel -> {
          World world = new World(kernel, 50 * 4096);
          world.store.gate = new Completion(kernel, "gate");
          world.store.gate.completeAll();
          List<Task> tasks = new ArrayList<>();
          CachedFile shared = world.open();
          for (int i = 0; i < 4; i++) {
            CachedFile file = i < 2 ? shared : world.open();
            int step = 3000 + 5000 * i;
            tasks.add(
                kernel.spawn(
                    "reader",
                    () -> {
                      for (long at = 0; at + step <= 50 * 4096; at += step) {
                        checkQuietly(file, at, step);
                      }
                    }));
          }
          tasks.add(kernel.spawn("dropper", world.mapping::dropUnlockedPages));
          tasks.forEach(Task::join);
          for (Task task : tasks) {
            assertTrue(task.failure() == null, String.valueOf(task.failure()));
          }
        });
  }

  @Test
  void readersInParallelThreadsSeeTheFileAndShareReads() {
    LiveMachine machine = new LiveMachine();
    Kernel kernel = Kernel.boot(KernelConfig.of(D6_12_117), machine);
    machine.run(
        "test",
        () -> {
          World world = new World(kernel, 600 * 4096);
          world.store.gate = new Completion(kernel, "gate");
          world.store.gate.completeAll();
          List<Task> readers = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            CachedFile file = world.open();
            readers.add(
                kernel.spawn(
                    "reader",
                    () -> {
                      for (long at = 0; at < 600 * 4096; at += 20 * 4096) {
                        checkQuietly(file, at, 20 * 4096);
                      }
                    }));
          }
          readers.forEach(Task::join);
          long pages = 0;
          for (String asked : world.store.asked) {
            int plus = asked.indexOf('+');
            pages += plus < 0 ? 1 : Long.parseLong(asked.substring(plus + 1));
          }
          assertEquals(600, pages);
        },
        Duration.ofSeconds(60));
    assertEquals(List.of(), machine.failures());
  }

  /// The file gets shorter and longer while a reader copies: it never leaves a page out.
  @Test
  void aFileMayGetShorterAndLongerWhileItIsRead() {
    Sim.explore(
        D6_12_117,
        300,
        kernel -> {
          Shared<Long> size = new Shared<>(kernel, "size", 20_000L);
          AddressSpace mapping = new AddressSpace(kernel, "file", size::get, new FakeStore(kernel));
          CachedFile file = new CachedFile(mapping, new ReadaheadState(32));
          check(file, 0, 20_000);
          Task resizing =
              kernel.spawn(
                  "resize",
                  () -> {
                    size.set(5000L);
                    size.set(100L);
                    size.set(20_000L);
                  });
          check(file, 1000, 15_000);
          resizing.join();
          assertEquals(15_000, check(file, 1000, 15_000));
        });
  }
}
