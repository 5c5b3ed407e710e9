package org.fscachesim.scenario.record;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.LibC;
import org.jspecify.annotations.Nullable;

/// A file that fills the cache filesystem. It has no name, so that nobody sees it there, and
/// nothing is left of it when this program ends, however it ends.
final class Ballast implements AutoCloseable {
  private static final int MODE = 0600;
  private static final long BLOCK = 4096;

  private final String directory;
  private @Nullable Integer file;

  /// @param directory in the filesystem
  Ballast(String directory) {
    this.directory = directory;
  }

  /// Takes so many bytes, or all there are.
  ///
  /// @throws ErrnoException EEXIST when the filesystem is filled already
  void take(long bytes) throws ErrnoException {
    if (file != null) {
      throw Errno.EEXIST.exception();
    }
    int fd =
        LibC.openat(HostFlags.AT_FDCWD, directory, HostFlags.O_TMPFILE | HostFlags.O_RDWR, MODE);
    file = fd;
    long piece = Long.highestOneBit(Math.max(bytes, BLOCK));
    long taken = 0;
    while (taken < bytes && piece >= BLOCK) {
      try {
        LibC.fallocate(fd, 0, taken, Math.min(piece, bytes - taken));
        taken += Math.min(piece, bytes - taken);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENOSPC) {
          throw e;
        }
        piece /= 2;
      }
    }
  }

  /// Gives them back.
  ///
  /// @throws ErrnoException ENOENT when none were taken
  void give() throws ErrnoException {
    if (file == null) {
      throw Errno.ENOENT.exception();
    }
    close();
  }

  @Override
  public void close() {
    if (file != null) {
      LibC.close(file);
      file = null;
    }
  }
}
