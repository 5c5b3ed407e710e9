package org.fscachesim.scenario.replay;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.vfs.Location;

/// Paths in stores: the directory that a name is in, for making, moving and removing it.
final class StorePaths {
  private StorePaths() {}

  /// A name in a directory.
  record Entry(Location directory, String name) {}

  /// The last component of a path and where it stands; the name itself need not exist.
  static Entry entry(Kernel kernel, Location from, String path) throws ErrnoException {
    String trimmed = path;
    while (trimmed.length() > 1 && trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    int slash = trimmed.lastIndexOf('/');
    String name = trimmed.substring(slash + 1);
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw Errno.EINVAL.exception();
    }
    String parent = slash < 0 ? "." : slash == 0 ? "/" : trimmed.substring(0, slash);
    Location directory = kernel.namespace().resolve(from, parent, true);
    if (!directory.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    return new Entry(directory, name);
  }

  /// Makes an empty file.
  static Location create(Kernel kernel, Location from, String path, int mode)
      throws ErrnoException {
    Entry entry = entry(kernel, from, path);
    Location directory = entry.directory();
    Inode inode = directory.store().create(directory.inode(), entry.name(), mode);
    return new Location(directory.store(), inode, directory.path() + "/" + entry.name());
  }
}
