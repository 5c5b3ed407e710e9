package org.fscachesim.scenario.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.fscachesim.scenario.explore.Shrinker;
import org.fscachesim.scenario.explore.Token;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `shrink`: makes a failing schedule plain.
@Command(
    name = "shrink",
    description = {
      "Makes a failing schedule plain, and prints the token of what is left.",
      "",
      "Fewer preemptions first, then smaller drawn answers (and with them fewer operations and"
          + " actors), then fewer changes of task; the failure stays of the same kind.%n"
    })
final class ShrinkCommand implements Callable<Integer> {
  static final int MOST_RUNS = 5000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "TOKEN", description = "The failing schedule.")
  private String text = "";

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "" + MOST_RUNS,
      description = "How many schedules to try at most. Default: ${DEFAULT-VALUE}.")
  private int runs = MOST_RUNS;

  @Override
  public Integer call() {
    TokenArgument argument = TokenArgument.parse(spec, text);
    Token token = argument.token();
    Shrinker.Shrunk shrunk;
    try {
      shrunk = Shrinker.shrink(argument.scenario(), token.config(), token.schedule(), runs);
    } catch (IllegalArgumentException e) {
      throw ScenarioChoice.usage(spec, String.valueOf(e.getMessage()));
    }
    print(argument, shrunk, spec.commandLine().getOut());
    return ExploreCommand.exitCode(shrunk.run().verdict());
  }

  static void print(TokenArgument argument, Shrinker.Shrunk shrunk, PrintWriter out) {
    Token plain = Token.of(argument.scenario(), argument.token().config(), shrunk.schedule());
    out.printf(
        "shrunk from %d to %d preemptions, %d to %d choices, in %d runs%n",
        shrunk.before(),
        shrunk.preemptions(),
        argument.token().schedule().size(),
        shrunk.schedule().size(),
        shrunk.runs());
    out.println("token: " + plain);
  }
}
