package org.fscachesim.scenario.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.HostXattrs;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.scenario.script.FileNode;
import org.jspecify.annotations.Nullable;

/// A file or directory of this machine, by its path.
record HostNode(String path, FileType type) implements FileNode {
  private static final int XATTR_MAX = 65536;
  private static final int PERMISSIONS = 07777;

  /// The directory that a new ext4 has: no part of what scripts are about, so it is not listed.
  private static final String LOST_AND_FOUND = "lost+found";

  /// What is at a path.
  ///
  /// @throws ErrnoException ENOENT, …
  static HostNode at(String path) throws ErrnoException {
    return new HostNode(path, FileType.ofMode(lstat(path).mode()));
  }

  private static HostStat lstat(String path) throws ErrnoException {
    return LibC.statAt(HostFlags.AT_FDCWD, path);
  }

  @Override
  public Stat stat() throws ErrnoException {
    HostStat s = lstat(path);
    return new Stat(
        s.ino(),
        type,
        s.mode() & PERMISSIONS,
        s.nlink(),
        s.size(),
        s.blocks512(),
        s.atimeNanos(),
        s.mtimeNanos(),
        s.ctimeNanos());
  }

  @Override
  public List<String> names() throws ErrnoException {
    return HostFiles.names(path).stream().filter(name -> !name.equals(LOST_AND_FOUND)).toList();
  }

  @Override
  public @Nullable FileNode child(String name) throws ErrnoException {
    try {
      return at(path + "/" + name);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public byte[] xattr(String name) throws ErrnoException {
    return HostXattrs.lgetxattr(path, name, XATTR_MAX);
  }

  @Override
  public void setXattr(String name, byte[] value) throws ErrnoException {
    HostXattrs.lsetxattr(path, name, value);
  }

  @Override
  public Contents open(boolean write) throws ErrnoException {
    int flags = (write ? HostFlags.O_RDWR : HostFlags.O_RDONLY) | HostFlags.O_NOFOLLOW;
    return new Opened(LibC.openat(HostFlags.AT_FDCWD, path, flags, 0));
  }

  private record Opened(int fd) implements Contents {
    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return LibC.pread(fd, into, offset);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return LibC.pwrite(fd, from, offset);
    }

    @Override
    public void truncate(long size) throws ErrnoException {
      LibC.ftruncate(fd, size);
    }

    @Override
    public long seekData(long from) throws ErrnoException {
      return LibC.lseek(fd, from, HostFlags.SEEK_DATA);
    }

    @Override
    public long seekHole(long from) throws ErrnoException {
      return LibC.lseek(fd, from, HostFlags.SEEK_HOLE);
    }

    @Override
    public void close() {
      LibC.close(fd);
    }
  }
}
