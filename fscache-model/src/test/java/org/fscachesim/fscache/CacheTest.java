package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Objects;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryCache.UnbindOrder;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.junit.jupiter.api.Test;

/// Caches: finding them by name, bringing them into service and out of it.
final class CacheTest {
  @Test
  void aNameBelongsToOneBackendAtATime() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache first = MemoryCache.bind(s.fscache, new MemoryStore(), "tag");
          s.record();
          ErrnoException e =
              assertThrows(
                  ErrnoException.class,
                  () -> MemoryCache.bind(s.fscache, new MemoryStore(), "tag"));
          assertEquals(Errno.EBUSY, e.errno());
          assertEquals(
              List.of(
                  "fscache_cache: C=00000001 GET acq   r=2",
                  "fscache_cache: C=00000001 PUT cache r=1"),
              s.events());
          first.unbind(UnbindOrder.VOLUMES_FIRST);
          assertEquals(
              List.of(
                  "FS-Cache: Loaded",
                  "FS-Cache: Cache \"tag\" added (type memory)",
                  "FS-Cache: Cache tag tag in use",
                  "FS-Cache: Withdrawing cache \"tag\" (0 objs)"),
              s.log());
          assertEquals(
              List.of(
                  "fscache_access_cache: C=00000001 UNPIN cache   r=1 a=0",
                  "fscache_cache: C=00000001 PUT relnq r=0"),
              s.events());
          assertEquals(0, s.kernel.ledger().live("fscache_cache"));
          MemoryCache.bind(s.fscache, new MemoryStore(), "tag");
        });
  }

  @Test
  void bringingACacheUpIsTraced() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          s.record();
          Cache cache = s.fscache.acquireCache("tag");
          assertEquals(CacheState.PREPARING, cache.state());
          assertEquals(List.of("fscache_cache: C=00000001 NEW acq   r=1"), s.events());
          cache.relinquish();
          assertEquals(List.of("fscache_cache: C=00000001 PUT pfail r=0"), s.events());
          Cache again = s.fscache.acquireCache("tag");
          s.events();
          MemoryCache.bind(s.fscache, new MemoryStore(), "other");
          assertEquals(
              List.of(
                  "fscache_cache: C=00000003 NEW acq   r=1",
                  "fscache_access_cache: C=00000003 PIN   cache   r=1 a=1"),
              s.events());
          again.relinquish();
        });
  }

  @Test
  void aCacheIsAddedOnlyOnce() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "tag");
          assertThrows(KernelBug.class, () -> backend.cache().add(backend, null));
        });
  }

  @Test
  void aBackendWithoutANameIsABug() {
    Simulation.run(
        Simulation.modern(),
        s -> assertThrows(KernelBug.class, () -> s.fscache.acquireCache(null)));
  }

  @Test
  void aClientWithoutAWishTakesAnyNamedCacheAndABackendTakesOverTheNameless() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume early = s.volume("early");
          assertNull(early.cache().name());
          Volume wishing = Objects.requireNonNull(s.fscache.acquireVolume("w", "wished", null));
          assertEquals("wished", wishing.cache().name());
          // A nameless one is preferred by those who do not care.
          assertSame(early.cache(), s.volume("2").cache());
          Cache taken = s.fscache.acquireCache("mine");
          assertSame(early.cache(), taken);
          assertEquals("mine", taken.name());
          // Now there is none without a name: the oldest named one it is.
          assertSame(taken, s.volume("3").cache());
          taken.relinquish();
        });
  }

  @Test
  void anIoErrorStopsNewAccessesAndWithdrawsNothing() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "tag");
          Volume v = s.volume("v");
          Cookie c = s.cookie(v, "k");
          c.use(false);
          s.settle();
          backend.cache().ioError();
          backend.cache().ioError();
          assertEquals(CacheState.GOT_IOERROR, backend.cache().state());
          assertEquals("FS-Cache: Cache 'tag' stopped due to I/O error", s.log().getLast());
          assertEquals(3, s.log().size());
          assertEquals(CookieState.ACTIVE, c.state());
          s.record();
          CacheResources resources = new CacheResources();
          assertThrows(ErrnoException.class, () -> resources.beginReadOperation(c));
          assertEquals(
              List.of(
                  "fscache_access: c=00000002 BEGIN io_read r=2 a=1",
                  "fscache_access: c=00000002 END   unlive  r=2 a=0"),
              s.events());
          assertFalse(resources.ops() != null);
          c.unuse();
          backend.unbind(UnbindOrder.VOLUMES_FIRST);
          assertEquals("- ", cachesLine(s).substring(33, 35));
        });
  }

  private static String cachesLine(Simulation s) {
    return s.fscache.proc().caches().lines().skip(2).findFirst().orElseThrow();
  }

  @Test
  void withdrawingWaitsForAVolumeThatIsBeingSetUp() {
    Simulation.explore(
        200,
        Simulation.modern(),
        s -> {
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "tag");
          Volume v = s.volume("v");
          backend.unbind(UnbindOrder.VOLUMES_FIRST);
          assertNull(v.cachePriv());
          assertEquals(0, v.accessCount());
          assertEquals(CacheState.NOT_PRESENT, backend.cache().state());
          v.relinquish(null, false);
        });
  }
}
