package org.fscachesim.kernel.vfs;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;

/// An open file of a [ClientFilesystem].
public interface ClientFile extends AutoCloseable {
  /// pread(2): fills `into` as far as the file goes; bytes read, 0 at the end. A failure after the
  /// first byte is a short count.
  int read(long offset, ByteBuffer into) throws ErrnoException;

  /// pwrite(2); bytes written.
  int write(long offset, ByteBuffer from) throws ErrnoException;

  FileStat stat() throws ErrnoException;

  /// fsync(2): writes back what is dirty and waits; what could not be written since the last call
  /// fails it. A filesystem that cannot be written has nothing to do.
  default void fsync() throws ErrnoException {}

  @Override
  void close() throws ErrnoException;
}
