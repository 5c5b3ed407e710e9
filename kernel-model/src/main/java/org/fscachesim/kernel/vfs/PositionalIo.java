package org.fscachesim.kernel.vfs;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;

/// read(2) and write(2) of files whose contents are read and written at an offset: each moves the
/// position by what it transferred.
///
/// Kernel: fs/read_write.c (new_sync_read, new_sync_write)
final class PositionalIo {
  /// Reads or writes at an offset.
  @FunctionalInterface
  interface Transfer {
    /// @return bytes transferred
    int at(long offset, ByteBuffer buffer) throws ErrnoException;
  }

  private PositionalIo() {}

  static int read(Transfer contents, UserBuffer to, Position position) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate(to.length());
    int got = contents.at(position.get(), into);
    byte[] bytes = new byte[got];
    into.flip().get(bytes);
    to.copyOut(bytes);
    position.set(position.get() + got);
    return got;
  }

  static int write(Transfer contents, UserBuffer from, Position position) throws ErrnoException {
    int put = contents.at(position.get(), from.copyIn());
    position.set(position.get() + put);
    return put;
  }
}
