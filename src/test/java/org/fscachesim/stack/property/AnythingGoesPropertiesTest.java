package org.fscachesim.stack.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.AnythingGoes;
import org.fscachesim.scenario.cli.FscacheSim;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Token;
import org.fscachesim.scenario.explore.Verdict;

/// Whatever daemons and applications do to each other, in whatever order: the kernel's rules hold,
/// each call returns, and what is read is right. Everything that is drawn comes from one number.
final class AnythingGoesPropertiesTest {
  private static final Scenario SCENARIO = new AnythingGoes();

  /// A release that lacks fixes, and a seed with which it shows.
  private static final KernelVersion BUGGY = KernelVersion.V6_7;

  private static final long LAST_SEED = 200;

  /// Smaller numbers are no simpler, so nothing is gained by shrinking.
  @Property(tries = 1200, shrinking = ShrinkingMode.OFF)
  void noSeedBreaksAKernelWithAllFixes(
      @ForAll KernelVersion version, @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    ScenarioRun run = run(version, true, seed, false);
    assertInstanceOf(
        Verdict.Passed.class,
        run.verdict(),
        () ->
            run.verdict().describe()
                + "\nSee it again: fscache-sim "
                + command(version, true, seed));
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void theSameSeedGivesTheSameTraceByteForByte(
      @ForAll KernelVersion version, @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    ScenarioRun first = run(version, true, seed, true);
    ScenarioRun again = run(version, true, seed, true);
    assertFalse(first.trace().isEmpty());
    assertEquals(first.trace(), again.trace());
    assertEquals(first.schedule().choices(), again.schedule().choices());
  }

  @Example
  void theCommandThatAFailureNamesReplaysIt() {
    long seed = failingSeed();
    ScenarioRun failed = run(BUGGY, false, seed, true);
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    String[] words = command(BUGGY, false, seed).split(" ");
    int code = FscacheSim.commandLine(printer, printer, false).execute(words);
    assertTrue(code != 0, out::toString);
    assertTrue(out.toString().contains(failed.verdict().describe()), out::toString);
    assertTrue(out.toString().contains(failed.trace()), "another trace: " + out);
    Token token = Token.of(SCENARIO, KernelConfig.of(BUGGY), failed.schedule());
    assertTrue(out.toString().contains("token: " + token), "another schedule");
  }

  private static long failingSeed() {
    for (long seed = 1; seed <= LAST_SEED; seed++) {
      if (!(run(BUGGY, false, seed, false).verdict() instanceof Verdict.Passed)) {
        return seed;
      }
    }
    throw new AssertionError("no seed up to " + LAST_SEED + " breaks " + BUGGY);
  }

  private static ScenarioRun run(KernelVersion version, boolean fixed, long seed, boolean trace) {
    KernelConfig config = KernelConfig.of(version);
    return ScenarioRun.of(
        SCENARIO, fixed ? Fixes.allIn(config) : config, new RandomWalk(seed), trace);
  }

  private static String command(KernelVersion version, boolean fixed, long seed) {
    return String.join(
        " ",
        List.of(
            "explore",
            SCENARIO.name(),
            "--profile",
            version + (fixed ? " --fixed" : ""),
            "--strategy",
            "random",
            "--seed",
            Long.toString(seed),
            "--schedules",
            "1",
            "--no-shrink",
            "--trace"));
  }
}
