package org.fscachesim.scenario.cli;

import java.nio.file.Path;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.explore.Explorer;
import org.fscachesim.scenario.strategy.Searches;
import org.fscachesim.scenario.strategy.Shard;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What all commands that explore take, but for how long.
final class ExploringOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = "portfolio",
      description = "What to try: " + Searches.NAMES + ". Default: ${DEFAULT-VALUE}.")
  private String strategy = "portfolio";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What is random comes from it. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that run schedules at the same time. Default: ${DEFAULT-VALUE}.")
  private int jobs = 1;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      defaultValue = "0/1",
      description = "Run the i-th of n equal parts only, counted from 0.")
  private String shard = "0/1";

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write down what came of it, for `explore --merge`.")
  private @Nullable Path report;

  /// @throws ParameterException saying what is wrong with them
  void check() {
    try {
      var _ = Searches.parse(strategy, seed, Shard.parse(shard));
    } catch (IllegalArgumentException e) {
      throw ScenarioChoice.usage(spec, String.valueOf(e.getMessage()));
    }
    if (jobs < 1) {
      throw ScenarioChoice.usage(spec, "--jobs (" + jobs + ") must be at least 1");
    }
  }

  /// One that explores so.
  Explorer explorer(Scenario scenario, KernelConfig config) {
    return Explorer.of(scenario)
        .on(config)
        .strategy(strategy)
        .seed(seed)
        .shard(Shard.parse(shard))
        .jobs(jobs)
        .countSituations();
  }

  long seed() {
    return seed;
  }

  /// Where the report goes; null when none is wanted.
  @Nullable Path report() {
    return report;
  }
}
