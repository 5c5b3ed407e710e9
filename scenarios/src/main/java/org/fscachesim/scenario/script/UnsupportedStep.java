package org.fscachesim.scenario.script;

import org.fscachesim.scenario.transcript.Directive;

/// A step that is well formed but cannot be done on this stage: the transcript stays undecided.
public final class UnsupportedStep extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what cannot be done, and why
  public UnsupportedStep(String message) {
    super(message);
  }

  /// There is no daemon that is a program of its own.
  public static UnsupportedStep withoutDaemon(Directive.Daemon directive) {
    return new UnsupportedStep(
        "'daemon "
            + directive.action().word()
            + "' is about a daemon that is a program: such scripts are for 'run --script'");
  }
}
