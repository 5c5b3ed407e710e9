package org.fscachesim.scenario.cli;

import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Which scenario a command line names.
final class ScenarioChoice {
  private ScenarioChoice() {}

  static Scenario byName(CommandSpec spec, @Nullable String name) {
    if (name == null) {
      throw usage(spec, "Which scenario? There are: " + Catalogue.names());
    }
    return Catalogue.byName(name)
        .orElseThrow(
            () ->
                usage(
                    spec, "No scenario is called '" + name + "': there are " + Catalogue.names()));
  }

  static ParameterException usage(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
