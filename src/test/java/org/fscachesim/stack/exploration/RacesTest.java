package org.fscachesim.stack.exploration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.catalogue.race.RaceFamily;
import org.fscachesim.scenario.catalogue.race.RaceHunt;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Twin;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The races of the catalogue, briefly; `fscache-sim campaign races` takes its time.
final class RacesTest {
  private static final List<KernelVersion> VERSIONS =
      List.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117);
  private static final Budget BRIEFLY = Budget.ofSchedules(12);
  private static final long ENOUGH = 200;

  static List<Scenario> races() {
    return RaceFamily.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("races")
  void withEveryFixNoScheduleFails(Scenario race) {
    for (KernelVersion version : VERSIONS) {
      Explorer.of(race).on(Fixes.allIn(KernelConfig.of(version))).budget(BRIEFLY).check();
    }
  }

  @Test
  void eachHasANameOfItsOwnAndIsInTheCatalogue() {
    Set<String> names = new HashSet<>();
    for (Scenario race : races()) {
      assertTrue(names.add(race.name()), race.name());
      assertEquals(race.name(), Catalogue.byName(race.name()).orElseThrow().name());
    }
  }

  /// They are no shadow play: bugs that are let in again come out. `fscache-sim hunt` has all.
  @ParameterizedTest
  @CsvSource({
    "withdraw-volumes-first, kill-a-mounter",
    "unbind-pincount, withdraw-against-lookup",
    "invalidate-access-leak, withdraw-against-invalidate",
    "invalidate-during-lookup, invalidate-against-lookup",
    "lru-discard-cancel-on-use, expiry-against-use",
    "lru-discard-access-check, expiry-with-an-operation",
    "volume-coherency-layout, stored-and-found-again",
    "cull-dentry-ref, cull-against-lookup",
    "volume-collision-recheck, volume-behind-a-slow-daemon",
    "volume-key-unsigned-length, volume-changes-hands",
    "ondemand-info-lock, drawn-answers-to-an-open",
    "restore-inflight, drawn-answers",
    "answer-type-check, drawn-answers",
    "copen-invalid-size, drawn-answers-to-an-open",
    "killable-wait, drawn-answers-and-kill",
    "poll-holds-lock, drawn-answers-and-drop",
    "cancel-requests-on-drop, drawn-answers-and-drop",
    "flush-on-dead, drawn-answers-and-a-failing-disk",
    "fd-release-own-requests, close-one-of-two",
    "relinquish-collision-wait, use-again",
    "get-directory-unlock-once, memory-is-short",
    "pseudo-mount-error, memory-is-short-for-mounts",
    "default-cache-tag, drawn-settings",
    "read-skip-stops-on-release, read-offline",
    "write-req-async-lookup, write-against-lookup",
    "pgpriv2-keep-folio-slot, read-against-write"
  })
  void aRaceFindsABugThatItDoesNotKnow(String bug, String race) {
    Twin twin = Corpus.byName(bug).orElseThrow();
    RaceHunt hunt = RaceHunt.of(twin, List.of(Catalogue.byName(race).orElseThrow()), ENOUGH);
    assertEquals(1, hunt.hits().size(), () -> race + " does not find " + bug);
  }
}
