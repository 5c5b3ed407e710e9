package org.fscachesim.scenario;

/// What the exit code of a command says. The same for all commands.
public final class ExitCode {
  /// All was as expected.
  public static final int PASSED = 0;

  /// An expectation was violated.
  public static final int VIOLATED = 1;

  /// Wrong arguments, or input that cannot be read.
  public static final int USAGE = 2;

  /// Neither passed nor violated: a limit was reached, or something is not modelled.
  public static final int UNDECIDED = 3;

  /// The program is at fault.
  public static final int INTERNAL_FAULT = 4;

  /// There was nothing to run.
  public static final int NOTHING_RAN = 5;

  /// This user may not do that.
  public static final int NOT_PERMITTED = 6;

  private ExitCode() {}
}
