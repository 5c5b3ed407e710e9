package org.fscachesim.netfs.pagecache;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

final class AddressSpaceTest {
  @Test
  void aMetadataPageIsReadOnceAndAlone() {
    Sim.run(
        D6_12_117,
        kernel -> {
          FakeStore store = new FakeStore(kernel);
          AddressSpace mapping = new AddressSpace(kernel, "blob", Long.MAX_VALUE, store);
          assertEquals(FakeStore.byteAt(7 * 4096 + 5), mapping.readPage(7).get(5));
          assertEquals(FakeStore.byteAt(7 * 4096 + 6), mapping.readPage(7).get(6));
          assertEquals(List.of("7"), store.asked);
        });
  }

  @Test
  void concurrentReadersOfAMetadataPageShareTheRead() {
    Sim.explore(
        D6_12_117,
        200,
        kernel -> {
          FakeStore store = new FakeStore(kernel);
          store.gate = new Completion(kernel, "gate");
          AddressSpace mapping = new AddressSpace(kernel, "blob", Long.MAX_VALUE, store);
          List<Task> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            tasks.add(
                kernel.spawn(
                    "reader",
                    () -> {
                      try {
                        assertEquals(FakeStore.byteAt(4096), mapping.readPage(1).get(0));
                      } catch (ErrnoException e) {
                        throw new AssertionError(e);
                      }
                    }));
          }
          store.gate.completeAll();
          tasks.forEach(Task::join);
          assertTrue(tasks.stream().allMatch(t -> t.failure() == null));
          assertEquals(List.of("1"), store.asked);
        });
  }

  @Test
  void whoeverWaitedForAFailedPageTriesItself() {
    Sim.explore(
        D6_12_117,
        200,
        kernel -> {
          FakeStore store = new FakeStore(kernel);
          store.gate = new Completion(kernel, "gate");
          store.thrown = null;
          store.bad.add(1L);
          AddressSpace mapping = new AddressSpace(kernel, "blob", Long.MAX_VALUE, store);
          List<Task> tasks = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            tasks.add(
                kernel.spawn(
                    "reader",
                    () ->
                        assertEquals(
                            Errno.EIO,
                            assertThrows(ErrnoException.class, () -> mapping.readPage(1))
                                .errno())));
          }
          store.gate.completeAll();
          tasks.forEach(Task::join);
          assertTrue(tasks.stream().allMatch(t -> t.failure() == null));
          assertEquals(List.of("1", "1"), store.asked);
        });
  }

  @Test
  void aMetadataErrorIsThatOfTheFilesystem() {
    Sim.run(
        D6_12_117,
        kernel -> {
          FakeStore store = new FakeStore(kernel);
          store.bad.add(1L);
          AddressSpace mapping = new AddressSpace(kernel, "blob", Long.MAX_VALUE, store);
          assertEquals(
              Errno.ENOBUFS, assertThrows(ErrnoException.class, () -> mapping.readPage(1)).errno());
        });
  }

  @Test
  void aKilledReaderGetsEintr() {
    Sim.run(
        D6_12_117,
        kernel -> {
          FakeStore store = new FakeStore(kernel);
          Completion gate = new Completion(kernel, "gate");
          store.gate = gate;
          AddressSpace mapping = new AddressSpace(kernel, "blob", Long.MAX_VALUE, store);
          Task reader =
              kernel.spawn(
                  "reader",
                  () ->
                      assertEquals(
                          Errno.EINTR,
                          assertThrows(ErrnoException.class, () -> mapping.readPage(1)).errno()));
          kernel.sleepMillis(1);
          reader.kill();
          reader.join();
          assertTrue(reader.failure() == null);
          gate.completeAll();
        });
  }
}
