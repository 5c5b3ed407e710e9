package org.fscachesim.scenario.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `explore`: runs a scenario under many random schedules.
@Command(
    name = "explore",
    description = {
      "Runs a scenario under random schedules, and stops at the first that comes out wrong.",
      "",
      "Each schedule is a fresh world on a simulated machine: a deadlock, a leak, a use after free"
          + " or a broken rule ends the exploration, with the seed that gives the same run again."
          + "%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim explore --list",
      "  fscache-sim explore mount-read-while-daemon-closes --schedules 10000",
      "  fscache-sim explore mount-read-while-daemon-closes --seed 4711 --schedules 1 --trace"
    })
final class ExploreCommand implements Callable<Integer> {
  private static final int PROGRESS = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..1",
      description = "The scenario's name, as --list shows it.")
  private @Nullable String name;

  @Option(names = "--list", description = "List the scenarios.")
  private boolean list;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many to run. Default: ${DEFAULT-VALUE}.")
  private int schedules = 1000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Seed of the first schedule; the next ones count on. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = "D6_12_117",
      description = "Kernel to boot: a name or a release. Default: ${DEFAULT-VALUE}.")
  private String profile = "D6_12_117";

  @Option(
      names = "--fixed",
      description = "Put every upstream fix in, also those that came after the profile.")
  private boolean fixed;

  @Option(names = "--trace", description = "Print the kernel's trace of the last schedule.")
  private boolean trace;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Catalogue.all().forEach(s -> out.printf("%-34s %s%n", s.name(), s.about()));
      return ExitCode.PASSED;
    }
    Scenario scenario = scenario();
    KernelConfig config =
        KernelConfig.of(
            KernelVersion.byName(profile)
                .orElseThrow(
                    () ->
                        usage(
                            "Unknown profile '"
                                + profile
                                + "': there are "
                                + KernelVersion.names())));
    if (fixed) {
      config = Fixes.allIn(config);
    }
    if (schedules < 1) {
      throw usage("--schedules (" + schedules + ") must be at least 1");
    }
    return explore(scenario, config, out);
  }

  private Scenario scenario() {
    String wanted = name;
    if (wanted == null) {
      throw usage("Which scenario? There are: " + Catalogue.names());
    }
    return Catalogue.byName(wanted)
        .orElseThrow(
            () -> usage("No scenario is called '" + wanted + "': there are " + Catalogue.names()));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int explore(Scenario scenario, KernelConfig config, PrintWriter out) {
    long begin = System.nanoTime();
    long steps = 0;
    for (int i = 0; i < schedules; i++) {
      boolean last = i == schedules - 1;
      ScenarioRun run = ScenarioRun.of(scenario, config, new RandomWalk(seed + i), trace && last);
      steps += run.steps();
      out.print(run.trace());
      if (!(run.verdict() instanceof Verdict.Passed)) {
        return failed(scenario, seed + i, run, out);
      }
      if ((i + 1) % PROGRESS == 0 || last) {
        progress(i + 1, steps, begin, out);
      }
    }
    out.println(schedules + " passed, 0 failed");
    return ExitCode.PASSED;
  }

  private void progress(int done, long steps, long begin, PrintWriter out) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.printf(
        "seeds %d to %d passed: %.0f schedules a second, %d steps each%n",
        seed, seed + done - 1, done / seconds, steps / done);
    out.flush();
  }

  private int failed(Scenario scenario, long failing, ScenarioRun run, PrintWriter out) {
    out.println("seed " + failing + " " + run.verdict().describe());
    out.println("schedule: " + run.schedule());
    out.printf(
        "To see it again: fscache-sim explore %s --profile %s%s --seed %d --schedules 1 --trace%n",
        scenario.name(), profile, fixed ? " --fixed" : "", failing);
    return run.verdict() instanceof Verdict.Hung ? ExitCode.UNDECIDED : ExitCode.VIOLATED;
  }
}
