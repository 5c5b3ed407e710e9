package org.fscachesim.kernel.store.support;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Whence;

/// The position of an open file.
///
/// Kernel: fs/read_write.c (generic_file_llseek_size, vfs_setpos)
public final class FilePosition {
  private long position;

  /// Where it stands.
  public synchronized long get() {
    return position;
  }

  /// Moves it in `file`, whose largest size is `max` bytes; as [OpenFile#lseek].
  public synchronized long seek(OpenFile file, long offset, Whence whence, long max)
      throws ErrnoException {
    // A sum that overflows is negative and refused like any other negative one.
    long target =
        switch (whence) {
          case SET -> offset;
          case CUR -> position + offset;
          case END -> file.size() + offset;
          case DATA -> file.seekData(offset);
          case HOLE -> file.seekHole(offset);
        };
    if (target < 0 || target > max) {
      throw Errno.EINVAL.exception();
    }
    position = target;
    return target;
  }
}
