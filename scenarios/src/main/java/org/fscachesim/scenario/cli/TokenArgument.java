package org.fscachesim.scenario.cli;

import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.explore.Token;
import picocli.CommandLine.Model.CommandSpec;

/// A token on a command line, and the scenario that it names.
record TokenArgument(Token token, Scenario scenario) {
  static TokenArgument parse(CommandSpec spec, String text) {
    Token token;
    try {
      token = Token.parse(text);
    } catch (IllegalArgumentException e) {
      throw ScenarioChoice.usage(spec, "'" + shortened(text) + "': " + e.getMessage());
    }
    return new TokenArgument(token, ScenarioChoice.byName(spec, token.scenario()));
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
