package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryCache.UnbindOrder;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// The same code on real threads: nothing is lost and nothing is left.
final class LiveTest {
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 400;

  @Test
  void clientsComeAndGoWhileTheCacheIsBoundAndUnbound() {
    LiveMachine machine = new LiveMachine();
    machine.run(
        "main",
        () -> {
          Kernel kernel = Kernel.boot(Simulation.modern(), machine);
          FscacheTimeouts hasty = new FscacheTimeouts(2_000_000L, 5_000_000_000L, 5_000_000_000L);
          Fscache fscache = new Fscache(kernel, hasty);
          try {
            storm(kernel, fscache);
          } catch (ErrnoException e) {
            throw new AssertionError(e);
          }
        },
        Duration.ofSeconds(60));
    assertEquals(List.of(), machine.failures());
  }

  private static void storm(Kernel kernel, Fscache fscache) throws ErrnoException {
    Volume volume = fscache.acquireVolume("v", "tag", null);
    if (volume == null) {
      throw new AssertionError("fscache is not available");
    }
    List<Task> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int own = i;
      clients.add(kernel.spawn("client" + i, () -> client(kernel, fscache, volume, own)));
    }
    MemoryStore store = new MemoryStore();
    while (clients.stream().anyMatch(t -> !t.isFinished())) {
      MemoryCache backend = MemoryCache.bind(fscache, store, "tag");
      kernel.sleepMillis(5);
      backend.unbind(UnbindOrder.VOLUMES_FIRST);
    }
    clients.forEach(Task::join);
    volume.relinquish(null, false);
    for (int i = 0; i < 5_000 && !kernel.ledger().leaks().isEmpty(); i++) {
      kernel.sleepMillis(1);
    }
    assertEquals(List.of(), kernel.ledger().leaks());
    assertEquals(List.of(), kernel.log().warnings());
    assertEquals(0, fscache.stats().cookies.get());
    assertEquals(0, fscache.stats().lru.get());
    assertEquals(fscache.stats().relinquishes.get(), fscache.stats().relinquishesDropped.get());
  }

  private static void client(Kernel kernel, Fscache fscache, Volume volume, int own) {
    for (int round = 0; round < ROUNDS; round++) {
      // Two clients share each key; the loser of a race for it does without.
      Cookie c = fscache.acquireCookie(volume, Set.of(), "key" + own / 2, null, 4096);
      if (c == null) {
        continue;
      }
      c.use(round % 3 == 0);
      transfer(c);
      if (round % 5 == 0) {
        c.invalidate(null, 4096);
      }
      c.unuse();
      if (round % 7 == 0) {
        kernel.sleepMillis(3);
        c.use(false);
        transfer(c);
        c.unuse();
      }
      c.relinquish(round % 11 == 0);
    }
  }

  private static void transfer(Cookie c) {
    CacheResources resources = new CacheResources();
    try {
      resources.beginWriteOperation(c);
    } catch (ErrnoException e) {
      assertEquals(Errno.ENOBUFS, e.errno());
      return;
    }
    try {
      resources.write(0, IoBuffer.of(new byte[64]), null);
    } catch (ErrnoException e) {
      assertEquals(Errno.ENOBUFS, e.errno());
    } finally {
      resources.endOperation();
    }
  }
}
