package org.fscachesim.scenario.script;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Stat;
import org.jspecify.annotations.Nullable;

/// A file or directory that was found. Names are byte strings; symlinks are not followed.
public interface FileNode {
  /// What it is.
  FileType type();

  /// Its attributes now.
  Stat stat() throws ErrnoException;

  /// The names in a directory, sorted by their bytes, without `.` and `..`.
  List<String> names() throws ErrnoException;

  /// What has that name in a directory; null when nothing has.
  @Nullable FileNode child(String name) throws ErrnoException;

  /// The value of an extended attribute.
  ///
  /// @throws ErrnoException ENODATA when there is none
  byte[] xattr(String name) throws ErrnoException;

  /// Creates or replaces an extended attribute.
  void setXattr(String name, byte[] value) throws ErrnoException;

  /// Opens a file.
  ///
  /// @param write to be written, and read; otherwise to be read alone
  Contents open(boolean write) throws ErrnoException;

  /// The contents of a file, open.
  interface Contents extends FileHandle {
    /// ftruncate(2).
    void truncate(long size) throws ErrnoException;

    /// The first offset from `from` on that holds data.
    ///
    /// @throws ErrnoException ENXIO when no more data follows
    long seekData(long from) throws ErrnoException;

    /// The first offset from `from` on that is in a hole, or the end of the file.
    long seekHole(long from) throws ErrnoException;
  }
}
