package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Numbers at which anything that is not linear would not end.
final class ManyCookiesTest {
  private static final int COOKIES = 60_000;
  private static final int VOLUMES = 10_000;

  @Test
  void oneVolumeHoldsManyCookies() {
    Simulation.runUnobserved(
        Simulation.modern(),
        s -> {
          Volume v = s.volume("big");
          List<Cookie> all = new ArrayList<>();
          for (int i = 0; i < COOKIES; i++) {
            all.add(
                Objects.requireNonNull(s.fscache.acquireCookie(v, Set.of(), "file" + i, null, 1)));
          }
          assertEquals(COOKIES, v.cookieCount());
          assertNull(s.fscache.acquireCookie(v, Set.of(), "file77", null, 1));
          assertEquals(COOKIES + 2, s.fscache.proc().cookies().lines().count());
          all.forEach(c -> c.relinquish(false));
          assertEquals(0, v.cookieCount());
          assertEquals(2, s.fscache.proc().cookies().lines().count());
        });
  }

  @Test
  void oneCacheHoldsManyVolumes() {
    Simulation.runUnobserved(
        Simulation.modern(),
        s -> {
          List<Volume> all = new ArrayList<>();
          for (int i = 0; i < VOLUMES; i++) {
            all.add(s.volume("volume" + i));
          }
          assertEquals(VOLUMES + 2, s.fscache.proc().volumes().lines().count());
          all.forEach(v -> v.relinquish(null, false));
          assertEquals(0, s.kernel.ledger().live("fscache_volume"));
        });
  }
}
