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
}
