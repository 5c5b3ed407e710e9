package org.fscachesim.scenario.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `replay-schedule`: runs one recorded schedule again.
@Command(
    name = "replay-schedule",
    description = {
      "Runs one schedule again, from the token that `explore` and `shrink` print.",
      "",
      "Every choice is compared with the recorded one: who could go on, and what each was about to"
          + " do. At the first difference it stops, with exit code 3: the models or the scenario"
          + " are no longer those of the token. A failing run is shown as `explore` does.%n"
    })
final class ReplayScheduleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "TOKEN", description = "The schedule.")
  private String text = "";

  @Option(names = "--trace", description = "Print what the kernel traced.")
  private boolean trace;

  @Option(names = "--schedule", description = "Print the choices.")
  private boolean schedule;

  @Mixin private PictureOptions pictures = new PictureOptions();

  @Override
  public Integer call() {
    pictures.check();
    TokenArgument argument = TokenArgument.parse(spec, text);
    PrintWriter out = spec.commandLine().getOut();
    ScenarioRun run;
    try {
      run = argument.token().replay(argument.scenario(), trace, null);
    } catch (ScheduleDiverged e) {
      out.println("diverged: " + e.getMessage());
      return ExitCode.UNDECIDED;
    }
    out.print(run.trace());
    if (schedule) {
      out.println("schedule: " + run.schedule());
    }
    out.println(run.verdict().describe());
    if (!(run.verdict() instanceof Verdict.Passed)) {
      KernelConfig config = argument.token().config();
      String title = argument.scenario().name() + " on " + config.version();
      pictures.show(title, argument.scenario(), config, run, out);
    }
    return ExploreCommand.exitCode(run.verdict());
  }
}
