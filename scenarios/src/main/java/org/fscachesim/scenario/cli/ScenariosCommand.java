package org.fscachesim.scenario.cli;

import java.util.concurrent.Callable;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.catalogue.Catalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scenarios`: lists them.
@Command(
    name = "scenarios",
    description = "Lists the scenarios that `explore` takes, with a sentence on each.")
final class ScenariosCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Catalogue.all()
        .forEach(s -> spec.commandLine().getOut().printf("%-34s %s%n", s.name(), s.about()));
    return ExitCode.PASSED;
  }
}
