package org.fscachesim.kernel.vfs;

import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.wait.PollTable;
import org.jspecify.annotations.Nullable;

/// An open file description: shared by all descriptors that dup, fork or descriptor passing made of
/// it, and released when the last of them goes.
///
/// The methods named after system calls make the VFS's own checks, in its order, and then call the
/// driver.
///
/// Kernel: include/linux/fs.h (struct file), fs/read_write.c, fs/ioctl.c, fs/open.c, mm/mmap.c
public final class KernelFile implements Resource {
  /// Longest transfer of one call, bytes.
  public static final int MAX_RW_COUNT = 0x7fff_f000;

  private static final int FIOCLEX = 0x5451;
  private static final int FIONCLEX = 0x5450;
  private static final int FIONBIO = 0x5421;
  private static final int FIOASYNC = 0x5452;
  private static final int FIOQSIZE = 0x5460;
  private static final int FIGETBSZ = 2;
  private static final int FS_IOC_FIEMAP = 0xc020660b;
  private static final int FIFREEZE = 0xc0045877;
  private static final int FITHAW = 0xc0045878;
  private static final int BLOCK_SIZE = 4096;

  /// Below this address a process has no memory.
  private static final int LOWEST_ADDRESS = 65536;

  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;
  private static final int FALLOC_FL_ZERO_RANGE = 0x10;
  private static final int FALLOC_SUPPORTED = 0x7b;

  private final FileOperations operations;
  private final String linkText;
  private final OpenFlags flags;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile @Nullable Machine machine;
  // A call works on a copy, and moves it only when it succeeds. Two calls at the same time may both
  // begin at one point, as with a real file that is no regular one.
  private final Position position = new Position(0);

  /// @param linkText what readlink of /proc/self/fd/N says
  public KernelFile(FileOperations operations, String linkText, OpenFlags flags) {
    this.operations = operations;
    this.linkText = linkText;
    this.flags = flags;
  }

  public FileOperations operations() {
    return operations;
  }

  public String linkText() {
    return linkText;
  }

  public OpenFlags flags() {
    return flags;
  }

  /// Where the next read or write begins: for drivers that seek.
  Position position() {
    return position;
  }

  /// Somebody may get it by a number from now on: that machine is told of its references.
  void installedOn(Machine machine) {
    this.machine = machine;
  }

  private void touchReferences() {
    Machine machine = this.machine;
    if (machine != null) {
      machine.touch(this, Operation.Access.WRITE);
    }
  }

  @Override
  public String describe() {
    return "open file " + linkText;
  }

  /// Takes a reference, for whoever has one already.
  public KernelFile get() {
    touchReferences();
    KernelBug.check(
        references.getAndIncrement() > 0,
        Symptom.USE_AFTER_FREE,
        () -> "file " + linkText + " is released");
    return this;
  }

  /// Drops a reference; the last one releases the file, in the calling task.
  public void put() {
    touchReferences();
    int left = references.decrementAndGet();
    KernelBug.check(left >= 0, Symptom.REFCOUNT, () -> "file " + linkText + " is released twice");
    if (left == 0) {
      operations.release(this);
    }
  }

  private void mayRead() throws ErrnoException {
    if (!flags.read()) {
      throw Errno.EBADF.exception();
    }
  }

  private void mayWrite() throws ErrnoException {
    if (!flags.write()) {
      throw Errno.EBADF.exception();
    }
  }

  private static UserBuffer clamped(UserBuffer buffer) {
    return buffer.length() > MAX_RW_COUNT ? buffer.limited(MAX_RW_COUNT) : buffer;
  }

  /// Kernel: fs/read_write.c (rw_verify_area)
  private static void verifyArea(long offset, UserBuffer buffer) throws ErrnoException {
    if (offset < 0 || offset + buffer.length() < 0) {
      throw Errno.EINVAL.exception();
    }
  }

  /// read(2).
  public int read(UserBuffer to) throws ErrnoException {
    mayRead();
    Position at = new Position(position.get());
    verifyArea(at.get(), to);
    int got = operations.read(this, clamped(to), at);
    position.set(at.get());
    return got;
  }

  /// pread(2).
  public int pread(UserBuffer to, long offset) throws ErrnoException {
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    if (!operations.canReadAt()) {
      throw Errno.ESPIPE.exception();
    }
    mayRead();
    verifyArea(offset, to);
    return operations.read(this, clamped(to), new Position(offset));
  }

  /// write(2).
  public int write(UserBuffer from) throws ErrnoException {
    mayWrite();
    Position at = new Position(position.get());
    verifyArea(at.get(), from);
    int put = operations.write(this, clamped(from), at);
    position.set(at.get());
    return put;
  }

  /// pwrite(2).
  public int pwrite(UserBuffer from, long offset) throws ErrnoException {
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    mayWrite();
    verifyArea(offset, from);
    return operations.write(this, clamped(from), new Position(offset));
  }

  /// lseek(2).
  public long lseek(long offset, int whence) throws ErrnoException {
    if (whence < 0 || whence > 4) {
      throw Errno.EINVAL.exception();
    }
    return operations.llseek(this, offset, whence);
  }

  /// poll(2), for this file alone.
  public int poll(@Nullable PollTable table) {
    return operations.poll(this, table);
  }

  /// ioctl(2): the generic commands here, the rest in the driver.
  public long ioctl(int command, long argument) throws ErrnoException {
    return switch (command) {
      case FIOCLEX, FIONCLEX -> 0;
      case FIONBIO -> {
        checkAddress(argument);
        yield 0;
      }
      case FIOASYNC -> {
        checkAddress(argument);
        throw Errno.ENOTTY.exception();
      }
      case FIOQSIZE -> throw Errno.ENOTTY.exception();
      case FIGETBSZ -> {
        checkAddress(argument);
        yield BLOCK_SIZE;
      }
      case FS_IOC_FIEMAP, FIFREEZE -> throw Errno.EOPNOTSUPP.exception();
      case FITHAW -> throw Errno.EINVAL.exception();
      default -> operations.ioctl(this, command, argument);
    };
  }

  /// Of a pointer that is no buffer of this machine, only that it may be none can be told.
  private static void checkAddress(long address) throws ErrnoException {
    if (address >= 0 && address < LOWEST_ADDRESS) {
      throw Errno.EFAULT.exception();
    }
  }

  /// mmap(2), shared, for reading and writing.
  public void mmap() throws ErrnoException {
    if (!flags.read() || !flags.write()) {
      throw Errno.EACCES.exception();
    }
    operations.mmap(this);
  }

  /// fsync(2).
  public void fsync() throws ErrnoException {
    operations.fsync(this);
  }

  /// ftruncate(2).
  public void ftruncate(long length) throws ErrnoException {
    if (length < 0 || !flags.write()) {
      throw Errno.EINVAL.exception();
    }
    operations.truncate(this, length);
  }

  /// fallocate(2).
  public void fallocate(int mode, long offset, long length) throws ErrnoException {
    if (offset < 0 || length <= 0) {
      throw Errno.EINVAL.exception();
    }
    if ((mode & ~FALLOC_SUPPORTED) != 0
        || (mode & FALLOC_FL_PUNCH_HOLE) != 0 && (mode & FALLOC_FL_ZERO_RANGE) != 0
        || (mode & FALLOC_FL_PUNCH_HOLE) != 0 && (mode & FALLOC_FL_KEEP_SIZE) == 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    mayWrite();
    operations.allocate(this, mode, offset, length);
  }

  /// fstat(2).
  public FileStat stat() throws ErrnoException {
    return operations.stat(this);
  }

  @Override
  public String toString() {
    return linkText;
  }
}
