package org.fscachesim.kernel.vfs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fscachesim.kernel.ErrnoException;

/// A path in a mounted client filesystem: the calls on it keep the filesystem mounted, and so do
/// the files that they open.
///
/// Each call fails with `ENOENT` when the filesystem was unmounted meanwhile, or as the filesystem
/// says.
///
/// @param path relative to the root of the filesystem, without a leading slash
public record ClientPath(ClientMount mount, String path) implements Place {
  /// Opens a regular file. The mount is busy until it is closed.
  public ClientFile open(OpenFlags flags, boolean create) throws ErrnoException {
    mount.pin();
    boolean opened = false;
    try {
      ClientFile file = new PinningFile(mount, mount.filesystem().open(path, flags, create));
      opened = true;
      return file;
    } finally {
      if (!opened) {
        mount.unpin();
      }
    }
  }

  /// What stat(2) tells, with type bits.
  public FileStat stat() throws ErrnoException {
    return mount.use(filesystem -> filesystem.stat(path));
  }

  /// The names in a directory, sorted by bytes, without `.` and `..`.
  public List<String> names() throws ErrnoException {
    return mount.use(filesystem -> filesystem.names(path));
  }

  /// The target of a symbolic link.
  public String readlink() throws ErrnoException {
    return mount.use(filesystem -> filesystem.readlink(path));
  }

  /// truncate(2).
  public void truncate(long size) throws ErrnoException {
    mount.use(
        filesystem -> {
          filesystem.truncate(path, size);
          return true;
        });
  }

  @Override
  public String absolute() {
    return path.isEmpty() ? mount.path() : Place.child(mount.path(), path);
  }

  /// An open file that keeps its mount busy.
  private static final class PinningFile implements ClientFile {
    private final ClientMount mount;
    private final ClientFile file;
    private final AtomicBoolean closed = new AtomicBoolean();

    PinningFile(ClientMount mount, ClientFile file) {
      this.mount = mount;
      this.file = file;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return file.read(offset, into);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return file.write(offset, from);
    }

    @Override
    public FileStat stat() throws ErrnoException {
      return file.stat();
    }

    @Override
    public void fsync() throws ErrnoException {
      file.fsync();
    }

    @Override
    public void close() throws ErrnoException {
      if (closed.compareAndSet(false, true)) {
        try {
          file.close();
        } finally {
          mount.unpin();
        }
      }
    }
  }
}
