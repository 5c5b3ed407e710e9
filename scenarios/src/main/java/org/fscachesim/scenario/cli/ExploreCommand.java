package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Campaign;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Places;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Shrinker;
import org.fscachesim.scenario.explore.Verdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `explore`: runs a scenario under many schedules.
@Command(
    name = "explore",
    description = {
      "Runs a scenario under many schedules, and stops at the first that comes out wrong.",
      "",
      "Each schedule is a fresh world on a simulated machine: a deadlock, a leak, a use after free"
          + " or a broken rule ends the exploration, with a token that gives the same run again."
          + " Equal arguments give equal runs, however many threads make them.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim scenarios",
      "  fscache-sim explore mount-read-while-daemon-closes --budget 30s --jobs 2",
      "  fscache-sim explore read-and-withdraw --strategy depth-first:2",
      "  fscache-sim explore read-and-withdraw --shard 0/4 --report 0.report",
      "  fscache-sim explore --merge 0.report 1.report 2.report 3.report"
    })
final class ExploreCommand implements Callable<Integer> {
  /// Places that were not reached, by name.
  private static final int MOST_NAMES = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..1",
      description = "The scenario's name, as `scenarios` shows it.")
  private @Nullable String name;

  @Option(
      names = {"--budget", "--schedules"},
      paramLabel = "B",
      defaultValue = "10000",
      description =
          "How many schedules to run, or how long: 500ms, 30s, 10m, 2h. Default: ${DEFAULT-VALUE}.")
  private String budget = "10000";

  @Mixin private ProfileOption profile = new ProfileOption();

  @Mixin private ExploringOptions exploring = new ExploringOptions();

  @Option(
      names = "--merge",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Run nothing: read the reports of all shards, and say what they came to.")
  private List<Path> merge = List.of();

  @Option(names = "--no-shrink", description = "Leave a failing schedule as it was found.")
  private boolean noShrink;

  @Option(names = "--trace", description = "Print what the kernel traced in a failing schedule.")
  private boolean trace;

  @Mixin private KernelOptions kernel = new KernelOptions();

  @Mixin private PictureOptions pictures = new PictureOptions();

  @Override
  public Integer call() throws IOException {
    pictures.check();
    PrintWriter out = spec.commandLine().getOut();
    try {
      return merge.isEmpty() ? explore(out) : merged(out);
    } catch (IllegalArgumentException e) {
      throw ScenarioChoice.usage(spec, String.valueOf(e.getMessage()));
    }
  }

  private int merged(PrintWriter out) throws IOException {
    List<Campaign> shards = new ArrayList<>();
    for (Path file : merge) {
      shards.addAll(Campaign.read(file));
    }
    List<Campaign> all = Campaign.mergeEach(shards);
    all.forEach(whole -> out.println(whole.summary()));
    out.println(Places.describe(Campaign.unreachedByAll(all), MOST_NAMES));
    boolean passed = all.stream().allMatch(whole -> whole.failure() == null);
    return passed ? ExitCode.PASSED : ExitCode.VIOLATED;
  }

  private int explore(PrintWriter out) throws IOException {
    Scenario scenario = ScenarioChoice.byName(spec, name);
    KernelConfig config = kernel.config(profile.version());
    exploring.check();
    Exploration found =
        exploring
            .explorer(scenario, config)
            .budget(budget())
            .onProgress(so -> progress(so, out))
            .run();
    progress(found, out);
    if (exploring.report() instanceof Path file) {
      Files.writeString(file, Campaign.of(found, config).print());
    }
    out.println(found.summary());
    if (found.failure() instanceof Exploration.Failure failure) {
      return failed(new TokenArgument(failure.token(), scenario), failure, out);
    }
    return found.schedules() == 0 && !found.exhausted() ? ExitCode.NOTHING_RAN : ExitCode.PASSED;
  }

  private Budget budget() {
    return budget(budget);
  }

  /// @throws IllegalArgumentException naming the option
  static Budget budget(String text) {
    try {
      return Budget.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--budget or --schedules: " + e.getMessage(), e);
    }
  }

  private static void progress(Exploration so, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%d schedules, %.0f a second, %d steps each; %d situations met%s; %s%n",
        so.schedules(),
        so.perSecond(),
        so.schedules() == 0 ? 0 : so.steps() / so.schedules(),
        so.situations(),
        so.pruned() == 0 ? "" : ", " + so.pruned() + " given up as seen",
        Places.describe(so.unreached(), MOST_NAMES));
    out.flush();
  }

  private int failed(TokenArgument argument, Exploration.Failure failure, PrintWriter out) {
    if (trace) {
      out.print(failure.token().replay(argument.scenario(), true, null).trace());
    }
    out.println("schedule " + failure.number() + " " + failure.run().verdict().describe());
    out.println("token: " + failure.token());
    ScenarioRun shown = failure.run();
    if (!noShrink) {
      Shrinker.Shrunk shrunk =
          Shrinker.shrink(
              argument.scenario(),
              argument.token().config(),
              argument.token().schedule(),
              ShrinkCommand.MOST_RUNS);
      ShrinkCommand.print(argument, shrunk, out);
      shown = shrunk.run();
    }
    out.println("To see it again: fscache-sim replay-schedule TOKEN --trace");
    KernelConfig config = argument.token().config();
    String title = argument.scenario().name() + " on " + config.version();
    pictures.show(title, argument.scenario(), config, shown, out);
    return exitCode(failure.run().verdict());
  }

  /// A run that reached the bound on steps is undecided; any other failure is one.
  static int exitCode(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Passed _ -> ExitCode.PASSED;
      case Verdict.Violated _, Verdict.Bug _ -> ExitCode.VIOLATED;
      case Verdict.Hung hung ->
          hung.symptom() == Symptom.LIVELOCK ? ExitCode.UNDECIDED : ExitCode.VIOLATED;
    };
  }
}
