package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.race.RaceFamily;
import org.fscachesim.scenario.catalogue.race.RaceHunt;
import org.fscachesim.scenario.catalogue.race.RaceHuntTable;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Twin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hunt`: which races find which bugs.
@Command(
    name = "hunt",
    description = {
      "Takes the fix of each bug of the corpus out, plays the races, and says which of them find"
          + " the bug, and after how many schedules.",
      "",
      "All races play a few schedules, then more, until some find the bug. They know nothing of it:"
          + " what a campaign that finds nothing is worth is told by what they find here.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim hunt --jobs 2",
      "  fscache-sim hunt late-fd-install --family answer --tokens",
      "  fscache-sim hunt --schedules 30 --write docs/campaigns.md"
    })
final class HuntCommand implements Callable<Integer> {
  private static final int SHOWN = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "BUG",
      arity = "0..*",
      description = "Only these, by their names. Default: all.")
  private List<String> names = List.of();

  @Option(
      names = "--family",
      paramLabel = "F",
      defaultValue = RaceFamily.ALL,
      description = "Only the races of this family. Default: ${DEFAULT-VALUE}.")
  private String family = RaceFamily.ALL;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      defaultValue = "100",
      description = "Schedules of each race for each bug, at most. Default: ${DEFAULT-VALUE}.")
  private long schedules = 100;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Bugs that are hunted at the same time. Default: ${DEFAULT-VALUE}.")
  private int jobs = 1;

  @Option(names = "--tokens", description = "Print what failed, and the tokens.")
  private boolean tokens;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Renew the table in a document, docs/campaigns.md.")
  private @Nullable Path document;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (schedules < 1 || jobs < 1) {
      throw ScenarioChoice.usage(spec, "--schedules and --jobs must be at least 1");
    }
    if (document != null && !names.isEmpty()) {
      throw ScenarioChoice.usage(spec, "--write is for all bugs together; name none");
    }
    List<Scenario> races =
        RaceFamily.byName(family)
            .orElseThrow(
                () ->
                    ScenarioChoice.usage(
                        spec,
                        "No family is called '" + family + "': there are " + RaceFamily.names()));
    List<Twin> twins = names.isEmpty() ? Corpus.all() : names.stream().map(this::byName).toList();
    PrintWriter out = spec.commandLine().getOut();
    long begin = System.nanoTime();
    List<RaceHunt> hunts = hunt(twins, races, out);
    out.printf(
        Locale.ROOT,
        "%nfound %d of %d bugs, with %d races and at most %d schedules of each; %.0f s%n",
        hunts.stream().filter(h -> !h.hits().isEmpty()).count(),
        hunts.size(),
        races.size(),
        schedules,
        (System.nanoTime() - begin) / 1e9);
    Path written = document;
    if (written != null) {
      Files.writeString(
          written, RaceHuntTable.renewed(Files.readString(written), hunts, schedules));
    }
    return ExitCode.PASSED;
  }

  private Twin byName(String name) {
    return Corpus.byName(name)
        .orElseThrow(
            () ->
                ScenarioChoice.usage(
                    spec, "No bug is called '" + name + "': 'fscache-sim bugs' lists all of them"));
  }

  private List<RaceHunt> hunt(List<Twin> twins, List<Scenario> races, PrintWriter out)
      throws InterruptedException {
    List<RaceHunt> done = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
      List<Future<RaceHunt>> all = new ArrayList<>();
      for (Twin twin : twins) {
        all.add(pool.submit(() -> RaceHunt.of(twin, races, schedules)));
      }
      for (Future<RaceHunt> one : all) {
        RaceHunt hunt = one.get();
        done.add(hunt);
        out.println(line(hunt));
        if (tokens) {
          hunt.hits().forEach(hit -> out.println(told(hit)));
        }
        out.flush();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("hunting failed", e.getCause());
    }
    return done;
  }

  private static String line(RaceHunt hunt) {
    return String.format(
        Locale.ROOT,
        "%-30s %2d races  %s",
        hunt.twin().name(),
        hunt.hits().size(),
        hunt.hits().stream()
            .limit(SHOWN)
            .map(h -> h.race().name() + " " + h.schedules())
            .collect(Collectors.joining(", ")));
  }

  private static String told(RaceHunt.Hit hit) {
    return String.format(
        Locale.ROOT,
        "  %s after %d: %s%n  %s",
        hit.race().name(),
        hit.schedules(),
        hit.failure().run().verdict().describe().lines().findFirst().orElse(""),
        hit.failure().token());
  }
}
