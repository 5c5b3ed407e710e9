package org.fscachesim.scenario.script;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;

/// A process of a script, as who plays it sees it: it does one operation at a time.
public interface SceneActor {
  /// Whether an operation is under way. Its result is lost when another one is started after it
  /// ended and before it was joined.
  boolean isBusy();

  /// Starts an operation.
  void start(Operation operation);

  /// The result of the operation that is under way, awaited up to `millis`.
  ///
  /// @return `idle` when none is, `blocked` when it does not end in time, `dead` when the process
  ///   ended instead
  Outcome join(long millis);

  /// SIGKILL, and waiting for the end of the process.
  ///
  /// @param millis how long to wait
  /// @return `dead`, or `blocked` when it does not end in time
  Outcome kill(long millis);

  /// Passes a descriptor on, known by the same name there, and keeps its own.
  ///
  /// @param to of the same scene
  /// @throws ErrnoException EBADF when there is none of that name
  void give(String name, SceneActor to) throws ErrnoException;
}
