package org.fscachesim.scenario.transcript;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the script does itself. What touches the cache directory does so from outside: it is
/// nobody's process and asks no cache.
public sealed interface Directive extends Step {

  /// Lets time pass.
  record Sleep(long millis) implements Directive {}

  /// sync(2).
  record Sync() implements Directive {}

  /// SIGKILL to an actor, and waiting for its end.
  record Kill(String actor) implements Directive {}

  /// The result of an operation in the background, awaited up to `millis`.
  record Join(String actor, long millis) implements Directive {
    /// Milliseconds that a step waits for its actor unless a number is given.
    public static final long MILLIS = 4000;
  }

  /// Passes a descriptor from one actor to another, which knows it by the same name.
  record Give(String from, String to, String name) implements Directive {}

  /// The tree below a directory.
  record Ls(String directory) implements Directive {}

  /// A text of /proc/fs/fscache, or of a whole path.
  record Proc(String name) implements Directive {}

  /// The free counts of a filesystem: an input of the case, not an observation.
  record Statfs(String directory) implements Directive {}

  /// Fills the cache filesystem with a file of so many bytes.
  record Ballast(long bytes) implements Directive {}

  /// Removes the file of [Ballast].
  record Unballast() implements Directive {}

  /// Size and CRC-32 of a file.
  record Crc(String file) implements Directive {}

  /// Whether a path exists.
  record Exists(String path) implements Directive {}

  /// The ranges of a file that hold data.
  record Extents(String file) implements Directive {}

  /// The value of an extended attribute.
  ///
  /// @param name null: the cache's own
  record Xattr(String file, @Nullable String name) implements Directive {}

  /// Sets the cache's own extended attribute.
  ///
  /// @param hex the value, two digits a byte
  record Setxattr(String file, String hex) implements Directive {}

  /// Writes a text, and a line feed, to a file.
  record Echo(String text, String file) implements Directive {}

  /// Removes a file, or a directory with all that is in it.
  record Rm(String path) implements Directive {}

  /// Makes a directory.
  record Mkdir(String path) implements Directive {}

  /// Makes a file of `size` bytes, a hole.
  record Mkfile(String path, long size) implements Directive {}

  /// Copies a file.
  record Cp(String from, String to) implements Directive {}

  /// rename(2).
  record Rename(String from, String to) implements Directive {}

  /// Remounts the cache filesystem.
  record Remountfs(boolean readOnly) implements Directive {}

  /// What is done to a daemon that is a program of its own.
  ///
  /// @param number the signal of a kill, the milliseconds of a wait; 0 otherwise
  record Daemon(Action action, long number) implements Directive {
    /// Milliseconds that a wait takes unless a number is given.
    public static final long MILLIS = 30_000;

    /// What to do.
    public enum Action {
      /// Start it once more, after its end.
      START,
      /// Send it a signal: SIGKILL unless told.
      KILL,
      /// Wait until a cache is bound.
      READY,
      /// Wait until its last process has ended.
      WAIT,
      /// SIGTERM, and SIGKILL when it does not end.
      STOP;

      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /// Starts recording trace events.
  record TraceOn() implements Directive {}

  /// The trace events since they were switched on: for reading, nothing is compared.
  record TraceDump() implements Directive {}
}
