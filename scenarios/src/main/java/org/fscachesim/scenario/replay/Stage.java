package org.fscachesim.scenario.replay;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// A booted stack, as far as the player needs it: the cache filesystem is mounted at `/cache`,
/// directories to mount on exist, the device and the filesystem types are registered.
public interface Stage extends AutoCloseable {

  /// The kernel; the player runs in a task of its machine.
  Kernel kernel();

  /// The filesystem at `/cache`.
  BackingStore cacheStore();

  /// The lines of a file below /proc.
  ///
  /// @throws ErrnoException ENOENT when there is none of that name
  List<String> readProc(String path) throws ErrnoException;

  /// Writes to a file below /proc, as `echo` does but without the line feed.
  ///
  /// @throws ErrnoException ENOENT when there is none of that name, or what the file says
  void writeProc(String path, String text) throws ErrnoException;

  /// The steps that follow, the present one first: what comes from outside, such as the clock of a
  /// server, is taken from what was recorded.
  default void follow(List<TranscriptStep> next) {}

  /// Does something to the daemon that is a program of its own.
  ///
  /// @throws UnsupportedStep when there is none
  default Outcome daemon(Directive.Daemon directive) {
    throw UnsupportedStep.withoutDaemon(directive);
  }

  /// Gives back what the stage holds of the host. Called when the machine has come to its end, by
  /// no task.
  @Override
  void close();
}
