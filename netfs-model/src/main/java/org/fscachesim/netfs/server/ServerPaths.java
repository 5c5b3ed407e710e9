package org.fscachesim.netfs.server;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Paths of a server's files, which are followed from the root by one call for each name, and what
/// clients do alike about the files at their ends.
public final class ServerPaths {
  private static final int CREATE_MODE = 0644;

  private final Connection server;
  private final Attributes root;

  /// @param root the directory at which paths begin
  public ServerPaths(Connection server, Attributes root) {
    this.server = server;
    this.root = root;
  }

  /// Asks the server for a file, directory by directory.
  ///
  /// @param path without a leading slash; empty for the root
  /// @throws ErrnoException `ENOENT`, `ENOTDIR`
  public Attributes attributes(String path) throws ErrnoException {
    if (path.isEmpty()) {
      return server.attributes(root.id());
    }
    int slash = path.lastIndexOf('/');
    Attributes directory = slash < 0 ? root : attributes(path.substring(0, slash));
    return server.lookup(directory.id(), path.substring(slash + 1));
  }

  /// Makes an empty regular file.
  ///
  /// @throws ErrnoException `EEXIST`, `ENOENT`, `ENOTDIR`
  public Attributes create(String path) throws ErrnoException {
    int slash = path.lastIndexOf('/');
    Attributes directory = attributes(slash < 0 ? "" : path.substring(0, slash));
    return server.create(directory.id(), path.substring(slash + 1), CREATE_MODE);
  }

  /// Whether an open file can be read or written at a place.
  ///
  /// @param allowed whether it was opened for that
  /// @throws ErrnoException `EBADF`, `EINVAL`, `EISDIR`
  public static void checkTransfer(boolean allowed, long offset, boolean isDirectory)
      throws ErrnoException {
    if (!allowed) {
      throw Errno.EBADF.exception();
    }
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    if (isDirectory) {
      throw Errno.EISDIR.exception();
    }
  }
}
