package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.Test;

/// The texts under /proc, byte for byte.
final class ProcFscacheTest {
  private static Cookie use(Simulation s, Volume volume, String key) {
    Cookie c =
        Objects.requireNonNull(
            s.fscache.acquireCookie(volume, Set.of(Advice.WANT_CACHE_SIZE), key, null, 0));
    c.use(false);
    s.settle();
    return c;
  }

  /// A refused mount uses up a volume id. Tables as a kernel printed them in the same situation,
  /// but for the flag that its backend clears when it learns the size.
  @Test
  void twoMountsAndARefusedOneShowInTheLists() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "t");
          use(s, s.volume("erofs,plain.img"), "plain.img");
          assertThrows(ErrnoException.class, () -> s.volume("erofs,plain.img"));
          use(s, s.volume("erofs,inline.img"), "inline.img");
          assertEquals(
              """
              CACHE    REF   VOLS  OBJS  ACCES S NAME
              ======== ===== ===== ===== ===== = ===============
              00000001     3     2     2     1 A t
              """,
              s.fscache.proc().caches());
          assertEquals(
              """
              VOLUME   REF   nCOOK ACC FL CACHE           KEY
              ======== ===== ===== === == =============== ================
              00000001     2     1   1 00 t               erofs,plain.img
              00000003     2     1   1 00 t               erofs,inline.img
              """,
              s.fscache.proc().volumes());
          assertEquals(
              """
              COOKIE   VOLUME   REF ACT ACC S FL DEF            \s
              ======== ======== === === === = == ================
              00000002 00000001   2   1   0 A 412c 706c61696e2e696d67
              00000003 00000003   2   1   0 A 412c 696e6c696e652e696d67
              """,
              s.fscache.proc().cookies());
        });
  }

  @Test
  void coherencyDataFollowsTheKeyAndAColdCookieIsShownWithItsFlags() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume v = s.volume("9p,host,vol0");
          byte[] aux = {0, (byte) 0xf1, 0x53, 0x75};
          s.fscache.acquireCookie(v, Set.of(), "+M]\0\0\0\0\0", aux, 1048576);
          s.fscache.acquireCookie(v, Set.of(), "empty", null, 0);
          assertEquals(
              List.of(
                  "00000002 00000001   1   0   0 - 4000 2b4d5d0000000000, 00f15375",
                  "00000003 00000001   1   0   0 - 4008 656d707479"),
              s.fscache.proc().cookies().lines().skip(2).toList());
        });
  }

  @Test
  void namesOfCachesAreDashesWhenAbsentAndCutInTheListOfVolumes() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          s.volume("a");
          s.fscache.acquireVolume("b", "a-tag-of-eighteen!", null);
          assertEquals(
              List.of(
                  "00000001     1     1     0     0 - -",
                  "00000002     1     1     0     0 - a-tag-of-eighteen!"),
              s.fscache.proc().caches().lines().skip(2).toList());
          assertEquals(
              List.of(
                  "00000001     1     0   0 00 -               a",
                  "00000002     1     0   0 00 a-tag-of-eighte b"),
              s.fscache.proc().volumes().lines().skip(2).toList());
        });
  }

  @Test
  void flagsOfVolumesAreShownInHexadecimal() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Volume old = s.volume("v");
          old.get(VolumeTrace.GET_WITHDRAW);
          old.relinquish(null, true);
          var newcomer =
              s.kernel.spawn(
                  "newcomer",
                  () -> {
                    try {
                      s.volume("v");
                    } catch (ErrnoException e) {
                      throw new AssertionError(e);
                    }
                  });
          s.settle();
          assertEquals(
              List.of(
                  "00000001     1     0   0 07 -               v",
                  "00000002     1     0   0 08 -               v"),
              s.fscache.proc().volumes().lines().skip(2).toList());
          old.put(VolumeTrace.PUT_WITHDRAW);
          newcomer.join();
          assertEquals(
              List.of("00000002     1     0   0 00 -               v"),
              s.fscache.proc().volumes().lines().skip(2).toList());
        });
  }

  /// Two files read and closed, then nothing for a while.
  private static void twoFilesAreReadAndClosed(Simulation s) throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "tg");
    Volume v = s.volume("9p,host,vol0");
    s.fscache.proc().addNetfsStats(() -> "RdHelp : RA=2 RP=0 WB=0 WBZ=0 rr=0 sr=0\n");
    Cookie a = use(s, v, "a");
    Cookie b = use(s, v, "b");
    a.unuse();
    b.unuse();
    s.kernel.sleepMillis(1_000);
  }

  @Test
  void statisticsOf61EndWithThoseOfNetfs() {
    Simulation.run(
        KernelConfig.of(KernelVersion.D6_1_192),
        s -> {
          twoFilesAreReadAndClosed(s);
          assertEquals(
              """
              FS-Cache statistics
              Cookies: n=2 v=1 vcol=0 voom=0
              Acquire: n=2 ok=2 oom=0
              LRU    : n=2 exp=0 rmv=0 drp=0 at=2250
              Invals : n=0
              Updates: n=0 rsz=0 rsn=0
              Relinqs: n=0 rtr=0 drop=0
              NoSpace: nwr=0 ncr=0 cull=0
              IO     : rd=0 wr=0
              RdHelp : RA=2 RP=0 WB=0 WBZ=0 rr=0 sr=0
              """,
              s.fscache.proc().stats());
          s.kernel.sleepMillis(13_000);
          assertTrue(
              s.fscache.proc().stats().contains("\nLRU    : n=0 exp=2 rmv=0 drp=0 at=0\n"),
              s.fscache.proc().stats());
          assertEquals("/proc/fs/fscache", s.fscache.proc().directory());
        });
  }

  @Test
  void statisticsOf612BeginWithThoseOfNetfs() {
    Simulation.run(
        KernelConfig.of(KernelVersion.D6_12_117),
        s -> {
          twoFilesAreReadAndClosed(s);
          s.fscache.stats().countRead();
          s.fscache.stats().countWrite();
          s.fscache.stats().countDioMisfit();
          s.fscache.stats().countNoWriteSpace();
          s.fscache.stats().countNoCreateSpace();
          s.fscache.stats().countCulled();
          assertEquals(
              """
              RdHelp : RA=2 RP=0 WB=0 WBZ=0 rr=0 sr=0
              -- FS-Cache statistics --
              Cookies: n=2 v=1 vcol=0 voom=0
              Acquire: n=2 ok=2 oom=0
              LRU    : n=2 exp=0 rmv=0 drp=0 at=2250
              Invals : n=0
              Updates: n=0 rsz=0 rsn=0
              Relinqs: n=0 rtr=0 drop=0
              NoSpace: nwr=1 ncr=1 cull=1
              IO     : rd=1 wr=1 mis=1
              """,
              s.fscache.proc().stats());
          assertEquals("/proc/fs/netfs", s.fscache.proc().directory());
          s.fscache.unload();
          List<String> log = s.log();
          assertEquals("netfs: FS-Cache loaded", log.getFirst());
          assertEquals("netfs: FS-Cache unloaded", log.getLast());
        });
  }

  @Test
  void filesAreReadByName() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          assertEquals(List.of("caches", "cookies", "stats", "volumes"), s.fscache.proc().names());
          for (String name : s.fscache.proc().names()) {
            assertTrue(s.fscache.proc().read(name).isPresent(), name);
          }
          assertEquals(Optional.empty(), s.fscache.proc().read("nothing"));
        });
  }
}
