package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryCache.UnbindOrder;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// Volumes: keys, creation, collisions, the end.
final class VolumeTest {
  @Test
  void aKeyInUseIsRefusedAndTheOwnerIsLeftAlone() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          s.settle();
          s.record();
          ErrnoException e = assertThrows(ErrnoException.class, () -> s.volume("v"));
          assertEquals(Errno.EBUSY, e.errno());
          assertEquals(
              List.of(
                  "fscache_cache: C=00000001 GET acq   r=3",
                  "fscache_volume: V=00000002 NEW acq   u=1",
                  "fscache_volume: V=00000001 *COLLIDE* u=1",
                  "fscache_volume: V=00000002 PUT hcoll u=0",
                  "fscache_volume: V=00000002 FREE      u=0",
                  "fscache_cache: C=00000001 PUT vol   r=2"),
              s.events());
          assertEquals(1, v.ref.peek());
          assertEquals(1, s.fscache.stats().volumes.get());
          // In another cache the key is free.
          s.fscache.acquireVolume("v", "another", null);
        });
  }

  @Test
  void keysOfMoreThan255CharactersAreRefused() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          s.volume("k".repeat(255));
          ErrnoException e = assertThrows(ErrnoException.class, () -> s.volume("k".repeat(256)));
          assertEquals(Errno.ENOMEM, e.errno());
          assertEquals(0, s.fscache.stats().volumesNoMemory.get());
        });
  }

  @Test
  void wantOfMemoryIsCountedAndReported() {
    Simulation.explore(
        20,
        Simulation.modern(),
        s -> {
          s.kernel.faults().arm("fscache_alloc_volume");
          int refused = 0;
          for (int i = 0; i < 4; i++) {
            try {
              s.volume("v" + i);
            } catch (ErrnoException e) {
              assertEquals(Errno.ENOMEM, e.errno());
              refused++;
            }
          }
          assertEquals(refused, s.fscache.stats().volumesNoMemory.get());
          assertEquals(4 - refused, s.fscache.stats().volumes.get());
        });
  }

  @Test
  void nothingIsAcquiredOnceFscacheIsUnloaded() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          s.fscache.unload();
          assertNull(s.fscache.acquireVolume("v", null, null));
        });
  }

  @Test
  void coherencyDataIsReplacedWhenTheClientLetsGoUnlessItInvalidates() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          byte[] first = {1, 2, 3};
          Volume kept = Objects.requireNonNull(s.fscache.acquireVolume("a", null, first));
          first[0] = 9;
          assertArrayEquals(new byte[] {1, 2, 3}, kept.coherency());
          kept.get(VolumeTrace.GET_WITHDRAW);
          kept.relinquish(new byte[] {4, 5, 6, 7}, false);
          assertArrayEquals(new byte[] {4, 5, 6}, kept.coherency());
          assertEquals(false, kept.has(VolumeFlag.INVALIDATE));
          kept.put(VolumeTrace.PUT_WITHDRAW);

          Volume dropped =
              Objects.requireNonNull(s.fscache.acquireVolume("b", null, new byte[] {1}));
          dropped.get(VolumeTrace.GET_WITHDRAW);
          dropped.relinquish(new byte[] {2}, true);
          assertArrayEquals(new byte[] {1}, dropped.coherency());
          assertEquals(true, dropped.has(VolumeFlag.INVALIDATE));
          assertEquals(List.of(), s.kernel.log().warnings());
          dropped.relinquish(null, false);
          assertEquals(1, s.kernel.log().warnings().size());
          dropped.put(VolumeTrace.PUT_WITHDRAW);
        });
  }

  @Test
  void aCreationThatFailedIsTriedAgainByTheNextLookup() {
    Simulation.explore(
        300,
        Simulation.modern(),
        s -> {
          s.kernel.faults().arm("memory_acquire_volume");
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume v = s.volume("v");
          s.settle();
          Cookie c = s.cookie(v, "k");
          c.use(false);
          s.settle();
          if (v.cachePriv() == null) {
            assertEquals(CookieState.QUIESCENT, c.state());
            assertEquals(0, c.accesses.peek());
            s.kernel.faults().disarm("memory_acquire_volume");
            c.unuse();
            c.use(false);
            s.settle();
          }
          assertEquals(CookieState.ACTIVE, c.state());
        });
  }

  @Test
  void aVolumeIsGivenBackWhileTheCacheIsUnbound() {
    Simulation.explore(
        500,
        Simulation.modern(),
        s -> {
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          List<Task> clients = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            Volume v = s.volume("v" + i);
            clients.add(s.kernel.spawn("client" + i, () -> v.relinquish(null, false)));
          }
          backend.unbind(UnbindOrder.VOLUMES_FIRST);
          clients.forEach(Task::join);
          s.settle();
          assertEquals(0, s.kernel.ledger().live("fscache_volume"));
          assertEquals(0, s.kernel.ledger().live("fscache_cache"));
        });
  }

  @Test
  void ofTwoNewcomersForTheSameKeyOneWaitsAndTheOtherIsRefused() {
    Simulation.explore(
        300,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Volume old = s.volume("v");
          s.settle();
          old.get(VolumeTrace.GET_WITHDRAW);
          old.relinquish(null, false);
          List<Volume> got = new ArrayList<>();
          List<Errno> refused = new ArrayList<>();
          List<Task> newcomers = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            newcomers.add(
                s.kernel.spawn(
                    "newcomer" + i,
                    () -> {
                      try {
                        Volume v = s.volume("v");
                        assertEquals(true, old.isFreed());
                        got.add(v);
                      } catch (ErrnoException e) {
                        refused.add(e.errno());
                      }
                    }));
          }
          s.settle();
          old.put(VolumeTrace.PUT_WITHDRAW);
          newcomers.forEach(Task::join);
          assertEquals(1, got.size());
          assertEquals(List.of(Errno.EBUSY), refused);
          assertEquals(0, s.fscache.stats().volumeCollisions.get());
        });
  }
}
