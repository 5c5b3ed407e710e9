package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;

/// A file that was opened by its path.
public interface FileHandle extends AutoCloseable {
  /// pread(2) into the buffer's remaining space, whose position moves by what was read.
  ///
  /// @return bytes read; 0 at the end of the file
  int read(long offset, ByteBuffer into) throws ErrnoException;

  /// pwrite(2) of the buffer's remaining bytes.
  ///
  /// @return bytes written
  int write(long offset, ByteBuffer from) throws ErrnoException;

  /// close(2), with what it says.
  @Override
  void close() throws ErrnoException;
}
