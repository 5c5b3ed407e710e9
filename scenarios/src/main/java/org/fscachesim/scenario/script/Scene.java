package org.fscachesim.scenario.script;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// Where a script is played: a machine with a cache filesystem mounted at `/cache`, and directories
/// to mount on.
public interface Scene {
  /// A step begins: these follow, that one first.
  void follow(List<TranscriptStep> next);

  /// A new process of that name, run by root, with `/` for a working directory.
  SceneActor start(String name);

  /// The files of the machine.
  OutsideFiles files();

  /// Lets time pass.
  void sleepMillis(long millis);

  /// sync(2).
  void sync() throws ErrnoException;

  /// The lines of a file below /proc.
  ///
  /// @param path absolute
  /// @throws ErrnoException ENOENT when there is none
  List<String> readProc(String path) throws ErrnoException;

  /// Writes to a file below /proc, as `echo` does.
  void writeProc(String path, String text) throws ErrnoException;

  /// What is free in the filesystem that a directory is in.
  StatFs statfs(String directory) throws ErrnoException;

  /// Fills the cache filesystem with a file of so many bytes.
  void ballast(long bytes) throws ErrnoException;

  /// Takes the filler away.
  void unballast() throws ErrnoException;

  /// Remounts the cache filesystem.
  void remount(boolean readOnly) throws ErrnoException;

  /// Does something to the daemon that is a program of its own.
  ///
  /// @throws UnsupportedStep when there is none
  default Outcome daemon(Directive.Daemon directive) {
    throw UnsupportedStep.withoutDaemon(directive);
  }

  /// Starts recording trace events.
  void startTrace() throws ErrnoException;

  /// The trace events since then.
  List<String> traceLines() throws ErrnoException;
}
