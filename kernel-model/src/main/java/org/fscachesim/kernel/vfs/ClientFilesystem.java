package org.fscachesim.kernel.vfs;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;

/// A mounted filesystem that applications read, such as EROFS over fscache. Paths are relative to
/// its root, without a leading slash; the root itself is the empty path.
public interface ClientFilesystem {
  /// Opens a regular file.
  ClientFile open(String path, OpenFlags flags, boolean create) throws ErrnoException;

  /// What stat(2) tells, with type bits.
  FileStat stat(String path) throws ErrnoException;

  /// The names in a directory, sorted by bytes, without `.` and `..`.
  List<String> names(String path) throws ErrnoException;

  /// The target of a symbolic link.
  String readlink(String path) throws ErrnoException;

  /// truncate(2).
  void truncate(String path, long size) throws ErrnoException;

  /// Writes back what is dirty.
  void sync() throws ErrnoException;

  /// Forgets cached pages that are clean and not in use, as `echo 1 >/proc/sys/vm/drop_caches`
  /// does.
  void dropPageCache();

  /// Unmounts. The caller has checked that no file is open.
  void unmount();

  /// Open files, which keep the filesystem busy.
  int openFiles();
}
