package org.fscachesim.scenario.record;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostDirEntry;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStatFs;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.scenario.script.FileNode;
import org.fscachesim.scenario.script.OutsideFiles;

/// The files of this machine.
final class HostFiles implements OutsideFiles {
  @Override
  public FileNode find(String path) throws ErrnoException {
    return HostNode.at(path);
  }

  @Override
  public FileNode create(String path, int mode) throws ErrnoException {
    int flags = HostFlags.O_CREAT | HostFlags.O_EXCL | HostFlags.O_RDWR | HostFlags.O_NOFOLLOW;
    LibC.close(LibC.openat(HostFlags.AT_FDCWD, path, flags, mode));
    return HostNode.at(path);
  }

  @Override
  public void mkdir(String path, int mode) throws ErrnoException {
    LibC.mkdirat(HostFlags.AT_FDCWD, path, mode);
  }

  @Override
  public void unlink(String path) throws ErrnoException {
    LibC.unlinkat(HostFlags.AT_FDCWD, path, 0);
  }

  @Override
  public void rmdir(String path) throws ErrnoException {
    LibC.unlinkat(HostFlags.AT_FDCWD, path, HostFlags.AT_REMOVEDIR);
  }

  @Override
  public void rename(String from, String to) throws ErrnoException {
    LibC.renameat(HostFlags.AT_FDCWD, from, HostFlags.AT_FDCWD, to);
  }

  @Override
  public StatFs statfs(String path) throws ErrnoException {
    int fd = LibC.openat(HostFlags.AT_FDCWD, path, HostFlags.O_PATH, 0);
    try {
      HostStatFs s = LibC.fstatfs(fd);
      return new StatFs(s.bsize(), s.blocks(), s.bfree(), s.bavail(), s.files(), s.ffree());
    } finally {
      LibC.close(fd);
    }
  }

  /// The names in a directory, sorted by their bytes.
  static List<String> names(String path) throws ErrnoException {
    int fd = LibC.openat(HostFlags.AT_FDCWD, path, HostFlags.O_RDONLY | HostFlags.O_DIRECTORY, 0);
    try {
      return LibC.entries(fd).stream()
          .map(HostDirEntry::name)
          .filter(name -> !name.equals(".") && !name.equals(".."))
          .sorted()
          .toList();
    } finally {
      LibC.close(fd);
    }
  }
}
