package org.fscachesim.stack.exploration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.catalogue.race.RaceFamily;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The races of the catalogue, briefly; `fscache-sim campaign races` takes its time.
final class RacesTest {
  private static final List<KernelVersion> VERSIONS =
      List.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117);
  private static final Budget BRIEFLY = Budget.ofSchedules(20);

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

  /// They are no shadow play: bugs that are let in again come out.
  @Test
  void withoutAFixAFamilyFindsWhatItMended() {
    assertEquals(Symptom.HUNG_TASK, found("withdraw-against-use", CachefilesFix.UNBIND_PINCOUNT));
    assertEquals(Symptom.LEAK, found("withdraw-against-use", CachefilesFix.DROP_CREDENTIALS));
  }

  private static @Nullable Symptom found(String race, Switch without) {
    Exploration found =
        Explorer.of(Catalogue.byName(race).orElseThrow())
            .on(Fixes.allIn(KernelConfig.of(KernelVersion.D6_12_117)).without(without))
            .budget(Budget.ofSchedules(300))
            .run();
    return found.failure() instanceof Exploration.Failure failure
        ? failure.run().verdict().symptom()
        : null;
  }
}
