package org.fscachesim.devnode;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.OpenFlags;

/// The system calls that a cachefiles daemon makes. Descriptors are small numbers of its own
/// process.
///
/// Each call fails as the manual page says, with an [ErrnoException]; `EBADF` for a descriptor that
/// is not open. Calls may come from several threads of the daemon.
public interface SystemCalls {
  /// Path of the device node.
  String DEVICE = "/dev/cachefiles";

  /// `_IOW(0x98, 1, int)`: completes a READ. The argument is the message id itself.
  ///
  /// Kernel: include/uapi/linux/cachefiles.h (CACHEFILES_IOC_READ_COMPLETE)
  int READ_COMPLETE = 0x40049801;

  /// open(2) of a device node.
  int open(String path, OpenFlags flags) throws ErrnoException;

  /// close(2).
  void close(int fd) throws ErrnoException;

  /// dup(2).
  int dup(int fd) throws ErrnoException;

  /// read(2) into the buffer's remaining space; moves its position by what was read.
  int read(int fd, ByteBuffer into) throws ErrnoException;

  /// pread(2).
  int pread(int fd, ByteBuffer into, long offset) throws ErrnoException;

  /// write(2) of the buffer's remaining bytes; does not move its position.
  int write(int fd, ByteBuffer from) throws ErrnoException;

  /// pwrite(2) of the buffer's remaining bytes; does not move its position.
  int pwrite(int fd, ByteBuffer from, long offset) throws ErrnoException;

  /// lseek(2); `whence` is 0 SET, 1 CUR, 2 END, 3 DATA, 4 HOLE.
  long lseek(int fd, long offset, int whence) throws ErrnoException;

  /// ioctl(2) with an argument by value.
  long ioctl(int fd, int command, long argument) throws ErrnoException;

  /// poll(2) of one descriptor.
  ///
  /// @param events the bits to wait for, see [org.fscachesim.kernel.vfs.PollEvents]
  /// @param timeoutMillis -1 waits without end
  /// @return the bits that are true, 0 after the time
  int poll(int fd, int events, long timeoutMillis) throws ErrnoException;

  /// chdir(2).
  void chdir(String path) throws ErrnoException;
}
