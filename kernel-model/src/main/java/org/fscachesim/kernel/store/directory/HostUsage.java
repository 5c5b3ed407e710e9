package org.fscachesim.kernel.store.directory;

import java.util.HashSet;
import java.util.Set;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostDirEntry;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.FileType;

/// What a directory of the host takes with all that is below it, as du(1) counts it: a file with
/// several names once. Files without a name are not found.
///
/// @param blocks512 allocated space in units of 512 bytes
/// @param files files and directories
record HostUsage(long blocks512, long files) {
  static final HostUsage NONE = new HostUsage(0, 0);

  private record Identity(long dev, long ino) {}

  /// Counts. What comes or goes meanwhile may be counted or not.
  static HostUsage of(int directory) throws ErrnoException {
    return below(directory, new HashSet<>());
  }

  private static HostUsage below(int directory, Set<Identity> seen) throws ErrnoException {
    HostUsage sum = of(LibC.stat(directory), seen);
    int fd = LibC.openat(directory, ".", HostFlags.O_RDONLY | HostFlags.O_DIRECTORY, 0);
    try {
      for (HostDirEntry entry : LibC.entries(fd)) {
        if (!entry.name().equals(".") && !entry.name().equals("..")) {
          sum = sum.plus(entry(fd, entry.name(), seen));
        }
      }
    } finally {
      LibC.close(fd);
    }
    return sum;
  }

  private static HostUsage entry(int directory, String name, Set<Identity> seen)
      throws ErrnoException {
    try {
      HostStat stat = LibC.statAt(directory, name);
      if (Places.typeOf(stat) != FileType.DIRECTORY) {
        return of(stat, seen);
      }
      int fd = LibC.openat(directory, name, HostFlags.O_RDONLY | HostFlags.O_DIRECTORY, 0);
      try {
        return below(fd, seen);
      } finally {
        LibC.close(fd);
      }
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return NONE;
      }
      throw e;
    }
  }

  private static HostUsage of(HostStat stat, Set<Identity> seen) {
    boolean again = stat.nlink() > 1 && !seen.add(new Identity(stat.dev(), stat.ino()));
    return again ? NONE : new HostUsage(stat.blocks512(), 1);
  }

  HostUsage plus(HostUsage other) {
    return new HostUsage(blocks512 + other.blocks512, files + other.files);
  }
}
