package org.fscachesim.scenario.script;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StatFs;

/// Files as root sees them who is no actor: paths are absolute, and a symlink at their end is not
/// followed.
public interface OutsideFiles {
  /// What is at a path.
  ///
  /// @throws ErrnoException ENOENT, ENOTDIR, …
  FileNode find(String path) throws ErrnoException;

  /// Makes an empty file.
  ///
  /// @throws ErrnoException EEXIST, …
  FileNode create(String path, int mode) throws ErrnoException;

  /// mkdir(2).
  void mkdir(String path, int mode) throws ErrnoException;

  /// unlink(2).
  void unlink(String path) throws ErrnoException;

  /// rmdir(2).
  void rmdir(String path) throws ErrnoException;

  /// rename(2).
  void rename(String from, String to) throws ErrnoException;

  /// statfs(2) of the filesystem that a path is in.
  StatFs statfs(String path) throws ErrnoException;
}
