package org.fscachesim.cachefiles.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StatFs;
import org.junit.jupiter.api.Test;

class CullLimitsTest {
  @Test
  void eachLimitIsComparedWithThePresentValuesOfTheOthers() throws Exception {
    CullLimits limits = CullLimits.DEFAULT.withRun(10).withCull(7).withStop(3);
    assertEquals(new CullLimits(10, 7, 3), limits);
    assertThrows(ErrnoException.class, () -> CullLimits.DEFAULT.withStop(6));
    assertThrows(ErrnoException.class, () -> CullLimits.DEFAULT.withRun(5));
    assertThrows(ErrnoException.class, () -> CullLimits.DEFAULT.withRun(100));
    assertThrows(ErrnoException.class, () -> CullLimits.DEFAULT.withCull(1));
    assertThrows(ErrnoException.class, () -> CullLimits.DEFAULT.withCull(7));
  }

  @Property
  void noSequenceOfCommandsBreaksTheOrder(@ForAll List<@IntRange(min = -1, max = 101) Integer> in) {
    CullLimits limits = CullLimits.DEFAULT;
    for (int i = 0; i < in.size(); i++) {
      long n = in.get(i);
      try {
        limits =
            switch (i % 3) {
              case 0 -> limits.withRun(n);
              case 1 -> limits.withCull(n);
              default -> limits.withStop(n);
            };
      } catch (ErrnoException e) {
        continue;
      }
      // The constructor refuses a broken order; what was asked for must be what was set.
      int set = List.of(limits.run(), limits.cull(), limits.stop()).get(i % 3);
      assertEquals(n, set);
    }
  }

  @Test
  void hundredthsAreTakenBeforeThePercentages() {
    StatFs space = new StatFs(4096, 25_737_921, 25_737_921, 25_737_921, 6_553_600, 6_553_600);
    assertEquals(
        new Watermarks(458_752, 327_680, 65_536, 1_801_653, 1_286_895, 257_379),
        Watermarks.of(CullLimits.DEFAULT, CullLimits.DEFAULT, space));
    CullLimits packaged = new CullLimits(10, 7, 3);
    assertEquals(
        new Watermarks(655_360, 458_752, 196_608, 2_573_790, 1_801_653, 772_137),
        Watermarks.of(packaged, packaged, space));
    StatFs small = new StatFs(4096, 99, 99, 99, 99, 99);
    assertEquals(Watermarks.NONE, Watermarks.of(CullLimits.DEFAULT, CullLimits.DEFAULT, small));
  }

  @Test
  void theStateIsOneLineOfHexFields() {
    StatFs space = new StatFs(4096, 25_737_921, 25_737_921, 25_737_921, 6_553_600, 6_553_600);
    CullLimits limits = CullLimits.DEFAULT;
    assertEquals(
        "cull=0 frun=70000 fcull=50000 fstop=10000 brun=1b7db5 bcull=13a2ef bstop=3ed63"
            + " freleased=0 breleased=0",
        text(false, Watermarks.of(limits, limits, space), 0, 0));
    CullLimits packaged = new CullLimits(10, 7, 3);
    assertEquals(
        "cull=0 frun=a0000 fcull=70000 fstop=30000 brun=2745de bcull=1b7db5 bstop=bc829"
            + " freleased=0 breleased=0",
        text(false, Watermarks.of(packaged, packaged, space), 0, 0));
  }

  @Test
  void theStateHas76To188Bytes() {
    assertEquals(76, text(false, Watermarks.NONE, 0, 0).length());
    Watermarks all = new Watermarks(-1, -1, -1, -1, -1, -1);
    assertEquals(188, text(true, all, -1, -1).length());
  }

  private static String text(boolean cull, Watermarks w, int files, long sectors) {
    byte[] bytes = StateString.format(cull, w, files, sectors);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
