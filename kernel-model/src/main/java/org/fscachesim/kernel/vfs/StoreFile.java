package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.kernel.store.Whence;

/// A regular file of a store behind a descriptor.
///
/// Kernel: fs/ext4/file.c (ext4_file_operations)
final class StoreFile implements FileOperations {
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;
  private static final int FALLOC_FL_ZERO_RANGE = 0x10;

  private final Location at;
  private final OpenFile contents;

  private StoreFile(Location at, OpenFile contents) {
    this.at = at;
    this.contents = contents;
  }

  /// open(2) of a file that is there.
  ///
  /// @throws ErrnoException `EISDIR` for a directory that is to be written, `EROFS`
  static KernelFile open(Location at, OpenFlags flags) throws ErrnoException {
    if (flags.write() && at.inode().isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    FileOperations operations =
        at.inode().isDirectory() ? new Directory(at) : new StoreFile(at, contents(at, flags));
    return new KernelFile(operations, at.path(), flags);
  }

  private static OpenFile contents(Location at, OpenFlags flags) throws ErrnoException {
    return flags.write()
        ? at.store().open(at.inode(), false)
        : at.store().openForReading(at.inode());
  }

  private static FileStat stat(Location at) throws ErrnoException {
    Stat stat = at.store().stat(at.inode());
    return new FileStat(
        stat.type().bits() | stat.mode(), stat.size(), stat.blocks512(), stat.ino());
  }

  /// A directory, of which only its existence can be told.
  private record Directory(Location at) implements FileOperations {
    @Override
    public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
      throw Errno.EISDIR.exception();
    }

    @Override
    public FileStat stat(KernelFile file) throws ErrnoException {
      return StoreFile.stat(at);
    }

    @Override
    public void release(KernelFile file) {}
  }

  @Override
  public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
    return PositionalIo.read(contents::read, to, position);
  }

  @Override
  public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    return PositionalIo.write(contents::write, from, position);
  }

  @Override
  public long llseek(KernelFile file, long offset, int whence) throws ErrnoException {
    Whence known = Whence.byCode(whence).orElseThrow(Errno.EINVAL::exception);
    Position position = file.position();
    long moved =
        known == Whence.CUR
            ? contents.lseek(position.get() + offset, Whence.SET)
            : contents.lseek(offset, known);
    position.set(moved);
    return moved;
  }

  @Override
  public void mmap(KernelFile file) {}

  @Override
  public void fsync(KernelFile file) throws ErrnoException {
    contents.sync();
  }

  @Override
  public void truncate(KernelFile file, long length) throws ErrnoException {
    contents.truncate(length);
  }

  @Override
  public void allocate(KernelFile file, int mode, long offset, long length) throws ErrnoException {
    boolean keepSize = (mode & FALLOC_FL_KEEP_SIZE) != 0;
    switch (mode & ~FALLOC_FL_KEEP_SIZE) {
      case 0 -> contents.allocate(offset, length, keepSize);
      case FALLOC_FL_PUNCH_HOLE -> contents.punchHole(offset, length);
      case FALLOC_FL_ZERO_RANGE -> contents.zeroRange(offset, length, keepSize);
      default -> throw Errno.EOPNOTSUPP.exception();
    }
  }

  @Override
  public FileStat stat(KernelFile file) throws ErrnoException {
    return stat(at);
  }

  @Override
  public void release(KernelFile file) {
    contents.close();
  }
}
