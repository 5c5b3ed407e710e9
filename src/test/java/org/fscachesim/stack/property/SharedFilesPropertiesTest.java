package org.fscachesim.stack.property;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.catalogue.SharedFiles;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;

/// Whatever processes do to the files of a 9p server, whatever happens to the cache meanwhile: who
/// reads finds what was there, as far as the mode of the mount promises it; rules hold, calls
/// return, and in the end the files are what the server has. Everything that is drawn comes from
/// one number.
final class SharedFilesPropertiesTest {
  private static final SharedFiles SCENARIO = new SharedFiles();

  /// Smaller numbers are no simpler, so nothing is gained by shrinking.
  @Property(tries = 900, shrinking = ShrinkingMode.OFF)
  void noSeedGivesAReaderWhatWasNeverThere(
      @ForAll KernelVersion version, @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    KernelConfig config = Fixes.allIn(KernelConfig.of(version));
    ScenarioRun run = ScenarioRun.of(SCENARIO, config, new RandomWalk(seed), false);
    assertInstanceOf(
        Verdict.Passed.class,
        run.verdict(),
        () ->
            "%s%nSee it again: fscache-sim explore %s --profile %s --fixed --strategy random --seed %d --schedules 1 --no-shrink --trace"
                .formatted(run.verdict().describe(), SCENARIO.name(), version, seed));
  }
}
