package org.fscachesim.kernel.store.directory;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostXattrs;
import org.fscachesim.kernel.ffi.LibC;

/// Tries what a store needs of the host, on a file without a name, so that nothing is left behind.
final class HostProbe {
  private static final String ADVICE =
      "use a directory on ext4, xfs or btrfs, or keep the cache in memory";
  private static final String XATTR = "user.fscachesim.probe";
  // Larger than any block.
  private static final int FAR = 1 << 20;

  private final Path path;
  private final String fsType;

  HostProbe(Path path, String fsType) {
    this.path = path;
    this.fsType = fsType;
  }

  /// Tries everything.
  ///
  /// @return whether a file of mode 0 can be opened, so that modes can be kept exactly
  /// @throws StoreUnsupportedException naming the first thing that is missing
  boolean run(int dir) throws StoreUnsupportedException {
    int file = tmpfile(dir);
    try {
      boolean exactModes = reopening(file);
      LibC.fchmod(file, 0600);
      xattrs(file);
      holes(file);
      punching(file);
      return exactModes;
    } catch (ErrnoException e) {
      throw missing("modes cannot be set (fchmod", e);
    } finally {
      LibC.close(file);
    }
  }

  private int tmpfile(int dir) throws StoreUnsupportedException {
    try {
      return LibC.openat(dir, ".", HostFlags.O_TMPFILE | HostFlags.O_RDWR, 0);
    } catch (ErrnoException e) {
      throw e.errno() == Errno.EACCES
          ? new StoreUnsupportedException(
              path, fsType, "this user may not write there", "give it to the user or use another")
          : missing("it has no files without a name (open with O_TMPFILE", e);
    }
  }

  /// Tries user xattrs.
  void xattrs(int fd) throws StoreUnsupportedException {
    try {
      HostXattrs.fsetxattr(fd, XATTR, new byte[] {1});
      HostXattrs.fgetxattr(fd, XATTR, 1);
      HostXattrs.fremovexattr(fd, XATTR);
    } catch (ErrnoException e) {
      throw missing("it has no user xattrs (setxattr", e);
    }
  }

  private void holes(int file) throws StoreUnsupportedException {
    try {
      LibC.ftruncate(file, 2 * FAR);
      LibC.pwrite(file, ByteBuffer.wrap(new byte[] {1}), FAR);
      if (LibC.lseek(file, 0, HostFlags.SEEK_DATA) == 0
          || LibC.lseek(file, 0, HostFlags.SEEK_HOLE) != 0) {
        throw new StoreUnsupportedException(
            path, fsType, "its seeks (SEEK_DATA, SEEK_HOLE) do not see holes", ADVICE);
      }
    } catch (ErrnoException e) {
      throw missing("it cannot find holes (lseek with SEEK_DATA", e);
    }
  }

  private void punching(int file) throws StoreUnsupportedException {
    try {
      LibC.fallocate(
          file, HostFlags.FALLOC_FL_PUNCH_HOLE | HostFlags.FALLOC_FL_KEEP_SIZE, 0, 2 * FAR);
      LibC.fallocate(file, HostFlags.FALLOC_FL_KEEP_SIZE, 0, 1);
    } catch (ErrnoException e) {
      throw missing("it cannot punch holes or allocate (fallocate", e);
    }
  }

  /// A tmpfile gets its name through /proc. Whether it can be opened: its mode is 0 still.
  private boolean reopening(int file) throws StoreUnsupportedException {
    try {
      LibC.close(LibC.openat(HostFlags.AT_FDCWD, descriptorPath(file), HostFlags.O_RDWR, 0));
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EACCES) {
        return false;
      }
      throw new StoreUnsupportedException(
          path, fsType, "/proc/self/fd cannot be used here", "mount proc on /proc");
    }
  }

  private StoreUnsupportedException missing(String what, ErrnoException e) {
    return new StoreUnsupportedException(
        path, fsType, what + " gives " + e.errno().name() + ")", ADVICE);
  }

  /// A path that leads to an open file.
  static String descriptorPath(int fd) {
    return "/proc/self/fd/" + fd;
  }
}
