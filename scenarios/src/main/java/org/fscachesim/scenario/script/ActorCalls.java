package org.fscachesim.scenario.script;

import java.util.List;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;

/// The system calls of an actor's process: those of a daemon, and those that only tests and
/// applications make. Paths are relative to its working directory; a symlink at the end of one is
/// followed.
///
/// Each call is single, and fails as its manual page says.
public interface ActorCalls {
  /// Those that a daemon makes.
  SystemCalls system();

  /// ftruncate(2).
  void ftruncate(int fd, long length) throws ErrnoException;

  /// fallocate(2).
  void fallocate(int fd, int mode, long offset, long length) throws ErrnoException;

  /// fsync(2).
  void fsync(int fd) throws ErrnoException;

  /// mmap(2) of the first page, shared, readable and writable. The mapping is given back.
  void mmap(int fd) throws ErrnoException;

  /// fstat(2).
  FileStat fstat(int fd) throws ErrnoException;

  /// fcntl(2) with F_GETFL.
  OpenFlags getfl(int fd) throws ErrnoException;

  /// readlink(2) of the descriptor in /proc/self/fd.
  String link(int fd) throws ErrnoException;

  /// mount(2).
  void mount(String type, String source, String directory, String options) throws ErrnoException;

  /// umount(2).
  void umount(String directory) throws ErrnoException;

  /// open(2) for reading.
  FileHandle openFile(String path) throws ErrnoException;

  /// open(2) for writing, creating a file that is absent.
  FileHandle createFile(String path) throws ErrnoException;

  /// truncate(2).
  void truncate(String path, long size) throws ErrnoException;

  /// stat(2).
  FileStat stat(String path) throws ErrnoException;

  /// The names in a directory, sorted by their bytes, without `.` and `..`.
  List<String> names(String path) throws ErrnoException;

  /// Waits; for actors that have nothing to do for a while.
  void sleepMillis(long millis);

  /// Waits until the rest of the machine has come to rest, where somebody can tell.
  ///
  /// @return whether it had not
  default boolean settle() {
    return false;
  }
}
