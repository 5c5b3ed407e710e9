package org.fscachesim.netfs.ninep;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V5_19;
import static org.fscachesim.netfs.ninep.CacheMode.FILE;
import static org.fscachesim.netfs.ninep.CacheMode.FSCACHE;
import static org.fscachesim.netfs.ninep.CacheMode.LOOSE;
import static org.fscachesim.netfs.ninep.CacheMode.META;
import static org.fscachesim.netfs.ninep.CacheMode.WRITEBACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The mount options of 9p. What is cached is a name on kernels up to 6.3 and a set of bits later;
/// which of them go to fscache says `netfs.md` section 13.2: "K61: cache=loose or fscache;
/// K67/K612: the fscache bit (0x80)".
final class OptionsTest {
  private static final Set<KernelVersion> BY_NAME = EnumSet.of(V5_19, D6_1_192);

  private static Options parse(KernelVersion version, String options) {
    AtomicReference<Options> parsed = new AtomicReference<>();
    Sim.run(version, kernel -> parsed.set(Options.parse(kernel, options)));
    return parsed.get();
  }

  /// The last line that the kernel logs about refused options.
  private static String refusal(KernelVersion version, String options) {
    AtomicReference<String> logged = new AtomicReference<>("");
    Sim.run(
        version,
        kernel -> {
          ErrnoException refused =
              assertThrows(
                  ErrnoException.class,
                  () -> Options.parse(kernel, options),
                  version + ": " + options);
          logged.set(refused.errno() + ": " + lastLine(kernel));
        });
    return logged.get();
  }

  private static String lastLine(Kernel kernel) {
    return kernel.log().lines().getLast().text().strip();
  }

  private static Set<CacheMode> modes(String names) {
    Set<CacheMode> out = EnumSet.noneOf(CacheMode.class);
    for (String name : names.split(" ", -1)) {
      if (!name.isEmpty()) {
        out.add(CacheMode.valueOf(name));
      }
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void withoutOptionsNothingIsCachedAndAMessageHasTheUsualSize(KernelVersion version) {
    Options options = parse(version, "");
    assertEquals(Set.of(), options.cache());
    assertEquals(128 * 1024, options.msize());
    assertEquals(128 * 1024 - 24, options.maxData());
    assertEquals("/", options.aname());
    assertEquals(null, options.cacheTag());
    assertFalse(options.directIo());
    assertFalse(options.ignoreQidVersion());
  }

  /// By name: what is cached on early kernels, and on later ones.
  @ParameterizedTest
  @CsvSource({
    "none,      '',                                  ''",
    "loose,     FILE META WRITEBACK LOOSE FSCACHE,   FILE META WRITEBACK LOOSE",
    "fscache,   FILE META WRITEBACK LOOSE FSCACHE,   FILE META WRITEBACK LOOSE FSCACHE",
    "mmap,      '',                                  FILE WRITEBACK",
    "readahead, refused,                             FILE",
    "0,         refused,                             ''",
    "1,         refused,                             FILE",
    "5,         refused,                             FILE WRITEBACK",
    "0x80,      refused,                             FSCACHE",
    "0x8f,      refused,                             FILE META WRITEBACK LOOSE FSCACHE",
    "143,       refused,                             FILE META WRITEBACK LOOSE FSCACHE",
    "0217,      refused,                             FILE META WRITEBACK LOOSE FSCACHE",
    "0x10,      refused,                             ''",
    "FSCACHE,   refused,                             refused",
    "fscache2,  refused,                             refused",
    "-1,        refused,                             refused",
    "0x,        refused,                             refused",
    "8f,        refused,                             refused",
    "2147483648, refused,                            refused",
  })
  void whatIsCachedHasNamesAndLaterANumber(String value, String early, String late) {
    for (KernelVersion version : KernelVersion.values()) {
      String expected = BY_NAME.contains(version) ? early : late;
      String option = "cache=" + value;
      if (expected.equals("refused")) {
        assertEquals(
            "EINVAL: 9p: Unknown Cache mode or invalid value " + value, refusal(version, option));
      } else {
        assertEquals(modes(expected), parse(version, option).cache(), version + " " + option);
      }
    }
  }

  @Test
  void theLastOfSeveralEqualOptionsWins() {
    Options options = parse(D6_12_117, "cache=none,cachetag=a,cache=fscache,cachetag=b,msize=8192");
    assertTrue(options.has(FSCACHE));
    assertEquals("b", options.cacheTag());
    assertEquals(8192, options.msize());
    assertEquals(
        Set.of(FILE, META, WRITEBACK, LOOSE),
        parse(D6_12_117, "cache=fscache,cache=loose").cache());
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 4096",
    "0x2000, 8192",
    "020000, 8192",
    "512000, 512000",
    "512001, 512000",
    "2147483647, 512000",
  })
  void aMessageIsAtLeastAPageAndAtMostWhatTheTransportTakes(String value, int bytes) {
    assertEquals(bytes, parse(D6_1_192, "msize=" + value).msize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "msize=4095 | msize should be at least 4k, not 4095",
        "msize=0 | msize should be at least 4k, not 0",
        "msize=big | mount option msize wants a number, not big",
        "msize= | mount option msize wants a number, not ",
        "msize=-8192 | mount option msize wants a number, not -8192",
        "msize=4294967296 | mount option msize wants a number, not 4294967296",
        "trans=tcp | Could not find request transport: tcp",
        "version=9p2001 | Unknown protocol version 9p2001",
        "access=everybody | mount option access wants a number, not everybody",
        "dfltuid=root | mount option dfltuid wants a number, not root",
        "dfltgid=x | mount option dfltgid wants a number, not x",
        "afid=x | mount option afid wants a number, not x",
        "debug=x | mount option debug wants a number, not x",
        "locktimeout=x | mount option locktimeout wants a number, not x",
        "cache= | Unknown Cache mode or invalid value ",
        "cachetag= | mount option cachetag wants a name",
      })
  void aValueThatIsNoGoodIsRefusedAndTheLogNamesIt(String options, String why) {
    for (KernelVersion version : KernelVersion.values()) {
      assertEquals("EINVAL: 9p: " + why, refusal(version, options));
    }
  }

  @Test
  void theOldestProtocolIsOneThatTheServerDoesNotSpeak() {
    assertEquals(
        "EREMOTEIO: 9pnet: server returned an unknown version: unknown",
        refusal(D6_12_117, "version=9p2000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trans=virtio,version=9p2000.L",
        "version=9p2000.u",
        "access=user",
        "access=any",
        "access=client",
        "access=1000",
        "dfltuid=1,dfltgid=0x2,afid=0,uname=root,debug=0,locktimeout=30",
        "posixacl,noxattr,nodevmap",
        "rw,,nosuid,unheardof,unheardof=x",
      })
  void optionsThatChangeNothingOfTheCacheAreTaken(String options) {
    for (KernelVersion version : KernelVersion.values()) {
      assertEquals(parse(version, ""), parse(version, options), version + " " + options);
    }
  }

  @Test
  void anameAndCachetagAreTakenAsTheyAre() {
    Options options = parse(D6_1_192, "aname=/srv/a b,cachetag=x/y=z");
    assertEquals("/srv/a b", options.aname());
    assertEquals("x/y=z", options.cacheTag());
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void flagsAboutTheCacheAreKnownWhereItIsASetOfBits(KernelVersion version) {
    Options options = parse(version, "directio,ignoreqv");
    assertEquals(!BY_NAME.contains(version), options.directIo());
    assertEquals(!BY_NAME.contains(version), options.ignoreQidVersion());
  }
}
