package org.fscachesim.scenario.cli;

/// Whether to colour the output: only on a terminal, and not when NO_COLOR is set.
final class Colours {
  /// Set by the launcher: whether stdout is a terminal. Java itself can only tell whether stdin and
  /// stdout both are.
  static final String STDOUT_IS_TERMINAL = "fscachesim.stdoutIsTerminal";

  private Colours() {}

  static boolean wanted() {
    String noColour = System.getenv("NO_COLOR");
    return (noColour == null || noColour.isEmpty()) && Boolean.getBoolean(STDOUT_IS_TERMINAL);
  }
}
