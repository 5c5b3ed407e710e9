package org.fscachesim.scenario.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.scenario.Fixes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What was booted, in a token.
final class ConfigTextTest {
  @ParameterizedTest
  @EnumSource
  void everyReleaseWithEveryFixIsReadBack(KernelVersion version) {
    KernelConfig config = Fixes.allIn(KernelConfig.of(version));
    assertEquals(config, ConfigText.parse(ConfigText.print(config)));
  }

  @ParameterizedTest
  @EnumSource
  void aGuardThatWasTakenOutIsReadBack(CachefilesMutation guard) {
    KernelConfig config = KernelConfig.of(KernelVersion.D6_12_117).without(guard);
    assertEquals(config, ConfigText.parse(ConfigText.print(config)));
  }

  @ParameterizedTest
  @EnumSource
  void aGuardOfFscacheThatWasTakenOutIsReadBack(FscacheMutation guard) {
    KernelConfig config = KernelConfig.of(KernelVersion.D6_12_117).without(guard);
    assertEquals(config, ConfigText.parse(ConfigText.print(config)));
  }

  @ParameterizedTest
  @EnumSource
  void theMemoryModelIsReadBack(MemoryModel model) {
    KernelConfig config = KernelConfig.of(KernelVersion.V6_8).memory(model);
    assertEquals(config, ConfigText.parse(ConfigText.print(config)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V9_9", "V6_8@late", "V6_8+NO_SUCH_FIX"})
  void whatDoesNotExistIsNamed(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ConfigText.parse(text));
    assertTrue(
        String.valueOf(e.getMessage()).matches(".*'(V9_9|late|NO_SUCH_FIX)'.*"), e.getMessage());
  }
}
