package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import java.util.Set;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.junit.jupiter.api.Test;

/// What the tracepoints tell about the life of a cookie, line by line as a kernel tells it.
final class CanonicalSequenceTest {
  @Test
  void aCookieIsOpenedReadClosedExpiredAndLetGo() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "mycache");
          Volume volume = s.fscache.acquireVolume("erofs,test", null, null);
          s.settle();
          s.record();
          Cookie c = s.fscache.acquireCookie(volume, Set.of(), "test", null, 0);
          assertNotNull(c);
          assertEquals(
              List.of(
                  "fscache_cookie: c=00000002 NEW acq   r=1",
                  "fscache_volume: V=00000001 GET cook  u=2",
                  "fscache_acquire: c=00000002 V=00000001 vr=2 vc=1"),
              s.events());
          c.use(false);
          assertEquals(
              List.of(
                  "fscache_active: c=00000002 USE           r=1 a=0 c=1",
                  "fscache_access_volume: V=00000001 c=00000002 BEGIN lookup  r=2 a=2",
                  "fscache_access: c=00000002 BEGIN lookup  r=1 a=1",
                  "fscache_cookie: c=00000002 GQ  use   r=2"),
              s.events());
          s.settle();
          assertEquals(
              List.of(
                  "fscache_cookie: c=00000002 -   work  r=2",
                  "fscache_access: c=00000002 PIN   cache   r=2 a=1",
                  "fscache_cookie: c=00000002 GET attch r=3",
                  "fscache_cookie: c=00000002 -   activ r=3",
                  "fscache_access: c=00000002 END   lookup  r=3 a=0",
                  "fscache_access_volume: V=00000001 c=00000002 END   lookup  r=2 a=1",
                  "fscache_cookie: c=00000002 PQ  work  r=2"),
              s.events());
          CacheResources resources = new CacheResources();
          resources.beginReadOperation(c);
          resources.endOperation();
          assertEquals(
              List.of(
                  "fscache_access: c=00000002 BEGIN io_read r=2 a=1",
                  "fscache_access: c=00000002 END   io      r=2 a=0"),
              s.events());
          c.unuse();
          assertEquals(
              List.of(
                  "fscache_active: c=00000002 UNUSE         r=2 a=0 c=0",
                  "fscache_cookie: c=00000002 GET lru   r=3"),
              s.events());
          s.kernel.sleepMillis(9_998);
          assertEquals(List.of(), s.events());
          s.kernel.sleepMillis(2);
          s.settle();
          assertEquals(
              List.of(
                  "fscache_cookie: c=00000002 -   lrudo r=3",
                  "fscache_access: c=00000002 UNPIN cache   r=3 a=0",
                  "fscache_cookie: c=00000002 GQ  endac r=4",
                  "fscache_cookie: c=00000002 PUT lru   r=3",
                  "fscache_cookie: c=00000002 -   work  r=3",
                  "fscache_cookie: c=00000002 PUT obj   r=2",
                  "fscache_cookie: c=00000002 -   x-lru r=2",
                  "fscache_cookie: c=00000002 PQ  work  r=1"),
              s.events());
          assertEquals(CookieState.QUIESCENT, c.state());
          c.relinquish(false);
          assertEquals(
              List.of(
                  "fscache_relinquish: c=00000002 V=00000001 r=1 U=0 f=2d rt=0",
                  "fscache_cookie: c=00000002 GQ  endac r=2",
                  "fscache_cookie: c=00000002 PUT relnq r=1"),
              s.events());
          s.settle();
          assertEquals(
              List.of(
                  "fscache_cookie: c=00000002 -   work  r=1",
                  "fscache_cookie: c=00000002 -   x-rlq r=1",
                  "fscache_cookie: c=00000002 PQ  work  r=0",
                  "fscache_volume: V=00000001 PUT cook  u=1"),
              s.events());
        });
  }

  /// Reference counts and all as a kernel traced an unmounted image, whose cookie was in use until
  /// then.
  @Test
  void aCookieIsLetGoTogetherWithItsVolume() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "t");
          Volume volume = s.volume("erofs,plain.img");
          Cookie c = s.used(volume, "plain.img");
          s.record();
          c.unuse();
          c.relinquish(false);
          volume.relinquish(null, false);
          assertEquals(
              List.of(
                  "fscache_active: c=00000002 UNUSE         r=2 a=0 c=0",
                  "fscache_cookie: c=00000002 GET lru   r=3",
                  "fscache_relinquish: c=00000002 V=00000001 r=3 U=0 f=2d rt=0",
                  "fscache_cookie: c=00000002 PUT lru   r=2",
                  "fscache_access: c=00000002 UNPIN cache   r=2 a=0",
                  "fscache_cookie: c=00000002 GQ  endac r=3",
                  "fscache_cookie: c=00000002 PUT relnq r=2",
                  "fscache_volume: V=00000001 PUT relnq u=1"),
              s.events());
          s.settle();
          assertEquals(
              List.of(
                  "fscache_cookie: c=00000002 -   work  r=2",
                  "fscache_cookie: c=00000002 PUT obj   r=1",
                  "fscache_cookie: c=00000002 -   x-rlq r=1",
                  "fscache_cookie: c=00000002 PQ  work  r=0",
                  "fscache_volume: V=00000001 PUT cook  u=0",
                  "fscache_access_volume: V=00000001 c=00000000 BEGIN rlq_vol r=0 a=2",
                  "fscache_access_volume: V=00000001 c=00000000 END   rlq_vol r=0 a=1",
                  "fscache_volume: V=00000001 FREE      u=0",
                  "fscache_cache: C=00000001 PUT vol   r=1"),
              s.events());
        });
  }

  /// As a kernel traced the end of its daemon, with a cookie on the LRU.
  @Test
  void aCacheIsWithdrawnUnderAMountedFilesystem() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "tg");
          Cookie c = s.unused(s.volume("9p,host,vol0"), "odd");
          s.record();
          backend.unbind(MemoryCache.UnbindOrder.VOLUMES_FIRST);
          assertEquals(
              List.of(
                  "fscache_access_cache: C=00000001 UNPIN cache   r=2 a=0",
                  "fscache_volume: V=00000001 GET withd u=3",
                  "fscache_access_volume: V=00000001 c=00000000 UNPIN cache   r=3 a=0",
                  "fscache_volume: V=00000001 PUT withd u=2",
                  "fscache_cookie: c=00000002 PUT lru   r=2",
                  "fscache_access: c=00000002 UNPIN cache   r=2 a=0",
                  "fscache_cookie: c=00000002 GQ  endac r=3",
                  "fscache_cookie: c=00000002 -   work  r=3",
                  "fscache_cookie: c=00000002 PUT obj   r=2",
                  "fscache_cookie: c=00000002 -   x-wth r=2",
                  "fscache_cookie: c=00000002 PQ  work  r=1",
                  "fscache_volume: V=00000001 GET withd u=3",
                  "fscache_volume: V=00000001 PUT withd u=2",
                  "fscache_cache: C=00000001 PUT relnq r=1"),
              s.events());
          assertEquals(CookieState.QUIESCENT, c.state());
        });
  }

  /// As a kernel traced a mount: the creation of the volume has not begun when the lookup waits for
  /// it.
  @Test
  void aVolumeIsSetUpWhileACookieWaitsForIt() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "t");
          s.record();
          Volume volume = s.volume("v");
          assertEquals(
              List.of(
                  "fscache_cache: C=00000001 GET acq   r=2",
                  "fscache_volume: V=00000001 NEW acq   u=1",
                  "fscache_access_cache: C=00000001 BEGIN acq_vol r=2 a=2",
                  "fscache_volume: V=00000001 GET creat u=2"),
              s.events());
          s.fscache.volumeCreation().create(volume, true);
          assertEquals(
              List.of(
                  "fscache_volume: V=00000001 WAIT crea u=2",
                  "fscache_volume: V=00000001 SEE creat u=2",
                  "fscache_access_volume: V=00000001 c=00000000 PIN   cache   r=2 a=1",
                  "fscache_access_cache: C=00000001 END   acq_vol r=2 a=1",
                  "fscache_volume: V=00000001 PUT creat u=1"),
              s.events());
        });
  }
}
