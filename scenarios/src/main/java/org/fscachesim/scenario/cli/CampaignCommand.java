package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.race.RaceFamily;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Campaign;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Places;
import org.fscachesim.scenario.explore.Shrinker;
import org.fscachesim.scenario.explore.Token;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `campaign`: explores the races of a family on several releases.
@Command(
    name = "campaign",
    description = {
      "Explores every race of a family, or of all families, on one release or on all.",
      "",
      "The budget is for all together: each pair of a race and a release gets an equal part of what"
          + " is left. A failure ends its pair; the others go on, and all are told at the end, each"
          + " with the token of its shrunk schedule.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim campaign races --profile all --fixed --budget 30m --jobs 2",
      "  fscache-sim campaign unbind --profile 6.1.192 --fixed --budget 1m",
      "  fscache-sim campaign answer --without single-anon-fd",
      "  fscache-sim campaign races --fixed --budget 30m --shard 0/4 --report 0.report",
      "  fscache-sim explore --merge 0.report 1.report 2.report 3.report"
    })
final class CampaignCommand implements Callable<Integer> {
  private static final String ALL_PROFILES = "all";
  private static final int SHRINKING_RUNS = 2_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FAMILY",
      description = "races (all of them), withdrawal, unbind, volume, answer or kill.")
  private String family = RaceFamily.ALL;

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = ALL_PROFILES,
      description = "Kernel to boot: a name, a release, or all. Default: ${DEFAULT-VALUE}.")
  private String profile = ALL_PROFILES;

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "5m",
      description =
          "How long all takes together: 30s, 10m, 2h; or how many schedules, together. Default:"
              + " ${DEFAULT-VALUE}.")
  private String budget = "5m";

  @Mixin private ExploringOptions exploring = new ExploringOptions();

  @Mixin private KernelOptions kernel = new KernelOptions();

  /// One race on one kernel.
  private record Pair(Scenario scenario, KernelConfig config) {
    String title() {
      return String.format(Locale.ROOT, "%-30s %-10s", scenario.name(), config.version().name());
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Pair> pairs;
    Budget whole;
    try {
      pairs = pairs();
      whole = ExploreCommand.budget(budget);
    } catch (IllegalArgumentException e) {
      throw ScenarioChoice.usage(spec, String.valueOf(e.getMessage()));
    }
    exploring.check();
    return run(pairs, whole, spec.commandLine().getOut());
  }

  private List<Pair> pairs() {
    List<Scenario> scenarios =
        RaceFamily.byName(family)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "No family is called '" + family + "': there are " + RaceFamily.names()));
    List<KernelVersion> versions =
        profile.equals(ALL_PROFILES)
            ? List.of(KernelVersion.values())
            : List.of(ProfileOption.version(spec, profile));
    List<Pair> out = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      for (KernelVersion version : versions) {
        out.add(new Pair(scenario, kernel.config(version)));
      }
    }
    return out;
  }

  private int run(List<Pair> pairs, Budget whole, PrintWriter out) throws IOException {
    List<String> failures = new ArrayList<>();
    List<Campaign> reports = new ArrayList<>();
    long begin = System.nanoTime();
    long schedules = 0;
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      int left = pairs.size() - i;
      Duration spent = Duration.ofNanos(System.nanoTime() - begin);
      CampaignProgress progress = new CampaignProgress(out, pair.title(), left);
      Exploration found =
          exploring
              .explorer(pair.scenario, pair.config)
              .budget(part(whole, schedules, spent, left))
              .onProgress(progress::tell)
              .run();
      schedules += found.schedules();
      reports.add(Campaign.of(found, pair.config));
      progress.end(found);
      if (found.failure() instanceof Exploration.Failure failure) {
        failures.add(told(pair, failure));
      }
    }
    out.printf(
        Locale.ROOT,
        "%nseed %d: %d pairs of a race and a kernel, %d schedules, %d failures, %.0f s; %s%n",
        exploring.seed(),
        pairs.size(),
        schedules,
        failures.size(),
        (System.nanoTime() - begin) / 1e9,
        Places.describe(Campaign.unreachedByAll(reports), CampaignProgress.MOST_NAMES));
    failures.forEach(out::println);
    if (exploring.report() instanceof Path file) {
      Files.writeString(
          file, reports.stream().map(Campaign::print).collect(Collectors.joining("\n")));
    }
    return failures.isEmpty() ? ExitCode.PASSED : ExitCode.VIOLATED;
  }

  /// An equal part of what is left.
  private static Budget part(Budget whole, long schedules, Duration spent, int pairs) {
    return new Budget(
        whole.schedules() == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : Math.max(1, (whole.schedules() - schedules) / pairs),
        Duration.ofMillis(Math.max(1, whole.time().minus(spent).toMillis() / pairs)));
  }

  private static String told(Pair pair, Exploration.Failure failure) {
    Shrinker.Shrunk shrunk =
        Shrinker.shrink(pair.scenario, pair.config, failure.run().schedule(), SHRINKING_RUNS);
    return String.format(
        Locale.ROOT,
        "%n%s: %s%ntoken: %s",
        pair.title().strip(),
        shrunk.run().verdict().describe(),
        Token.of(pair.scenario, pair.config, shrunk.schedule()));
  }
}
