package org.fscachesim.cachefiles.ondemand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fscachesim.cachefiles.Rig;
import org.fscachesim.cachefiles.TestClient;
import org.fscachesim.cachefiles.TestDaemon;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieState;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnDemandSmokeTest {
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aFileIsOpenedFilledReadAndClosed(KernelVersion version) {
    Rig.explore(
        8,
        KernelConfig.of(version),
        rig -> {
          TestDaemon d = rig.onDemandDaemon();
          TestClient client = rig.client();
          d.start(() -> d.serveDirectly(100_000, 200));
          Cookie cookie = client.use("file");
          client.await(cookie, CookieState.ACTIVE);
          TestClient.Reading first = client.read(cookie, 0, 4096);
          TestClient.Reading second = client.read(cookie, 8192, 8192);
          assertEquals(IoSource.READ_FROM_CACHE, first.source());
          assertEquals(IoSource.READ_FROM_CACHE, second.source());
          assertEquals(null, second.error());
          assertEquals(0x5a, second.data()[8191]);
          client.shutDown();
          rig.kernel.sleepMillis(300);
          assertEquals(
              102_400,
              rig.store
                  .stat(
                      rig.inode(
                          "cache/Ierofs,test/"
                              + "@"
                              + String.format("%02x", cookie.keyHash() & 0xff)
                              + "/Dfile"))
                  .size());
        });
  }

  /// Ids are given out in order, though of two threads that deliver at the same time either may
  /// show its descriptor first.
  @Test
  void twoThreadsOpenTwoFilesAtTheSameTime() {
    Rig.explore(
        150,
        KernelConfig.of(KernelVersion.D6_12_117),
        rig -> {
          TestDaemon d = rig.onDemandDaemon();
          TestClient client = rig.client();
          Cookie one = client.use("one");
          Cookie two = client.use("two");
          rig.settle();
          d.start(() -> d.serveDirectly(4096, 200));
          d.start(() -> d.serveDirectly(4096, 200));
          client.await(one, CookieState.ACTIVE);
          client.await(two, CookieState.ACTIVE);
          rig.kernel.sleepMillis(300);
        });
  }
}
