package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.wait.PollTable;
import org.jspecify.annotations.Nullable;

/// What a driver does behind an open file. A method that is not overridden answers as the VFS does
/// for a driver without that operation.
///
/// Called through [KernelFile], which makes the checks that the VFS makes before.
///
/// Kernel: include/linux/fs.h (struct file_operations)
public interface FileOperations {
  /// Reads; bytes read.
  default int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /// Writes; bytes written.
  default int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /// Whether pread(2) is allowed (FMODE_PREAD).
  default boolean canReadAt() {
    return true;
  }

  /// Moves the position; the new one. `whence` is 0 to 4.
  default long llseek(KernelFile file, long offset, int whence) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /// The events that are true now. Registers its queues with `table` first, if there is one.
  default int poll(KernelFile file, @Nullable PollTable table) {
    return PollEvents.DEFAULT;
  }

  /// Whether the driver has a poll operation; without one, epoll refuses the file.
  default boolean canPoll() {
    return false;
  }

  /// A command that the VFS does not handle itself.
  default long ioctl(KernelFile file, int command, long argument) throws ErrnoException {
    throw Errno.ENOTTY.exception();
  }

  default void mmap(KernelFile file) throws ErrnoException {
    throw Errno.ENODEV.exception();
  }

  default void fsync(KernelFile file) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /// Sets the size; only regular files have one that can be set.
  default void truncate(KernelFile file, long length) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /// Allocates space, or gives it back. `mode` is one that the VFS knows.
  default void allocate(KernelFile file, int mode, long offset, long length) throws ErrnoException {
    throw Errno.ENODEV.exception();
  }

  FileStat stat(KernelFile file) throws ErrnoException;

  /// The last reference went. Cannot fail; may wait.
  void release(KernelFile file);
}
