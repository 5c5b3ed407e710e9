package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Whence;

/// A regular file of a client filesystem behind a descriptor, which keeps the filesystem mounted.
///
/// Kernel: fs/read_write.c (generic_ro_fops)
final class MountedFile implements FileOperations {
  private final ClientPath at;
  private final ClientFile contents;

  private MountedFile(ClientPath at, ClientFile contents) {
    this.at = at;
    this.contents = contents;
  }

  /// open(2) of a file that is there.
  ///
  /// @throws ErrnoException what the filesystem says
  static KernelFile open(ClientPath at, OpenFlags flags) throws ErrnoException {
    return new KernelFile(new MountedFile(at, at.open(flags, false)), at.absolute(), flags);
  }

  @Override
  public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
    return PositionalIo.read(contents::read, to, position);
  }

  @Override
  public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    return PositionalIo.write(contents::write, from, position);
  }

  /// To whoever seeks, the whole file is data, whatever the cache has of it.
  ///
  /// Kernel: fs/read_write.c (generic_file_llseek)
  @Override
  public long llseek(KernelFile file, long offset, int whence) throws ErrnoException {
    long size = contents.stat().size();
    Position position = file.position();
    long moved =
        switch (Whence.byCode(whence).orElseThrow(Errno.EINVAL::exception)) {
          case SET -> offset;
          case CUR -> position.get() + offset;
          case END -> size + offset;
          case DATA -> inside(offset, size);
          case HOLE -> {
            inside(offset, size);
            yield size;
          }
        };
    if (moved < 0) {
      throw Errno.EINVAL.exception();
    }
    position.set(moved);
    return moved;
  }

  private static long inside(long offset, long size) throws ErrnoException {
    if (offset < 0 || offset >= size) {
      throw Errno.ENXIO.exception();
    }
    return offset;
  }

  @Override
  public void fsync(KernelFile file) throws ErrnoException {
    contents.fsync();
  }

  @Override
  public void truncate(KernelFile file, long length) throws ErrnoException {
    at.truncate(length);
  }

  @Override
  public void allocate(KernelFile file, int mode, long offset, long length) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  @Override
  public FileStat stat(KernelFile file) throws ErrnoException {
    return contents.stat();
  }

  @Override
  public void release(KernelFile file) {
    try {
      contents.close();
    } catch (ErrnoException e) {
      // What could not be written back is told by fsync(2), not by the last close.
    }
  }
}
