package org.fscachesim.kernel.store.directory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostDirEntry;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.FileType;
import org.jspecify.annotations.Nullable;

/// Reads directories of the host.
final class HostListing {
  private HostListing() {}

  /// All names but `.` and `..`, sorted by their bytes.
  static List<DirEntry> of(int dir) throws ErrnoException {
    List<DirEntry> entries = new ArrayList<>();
    // A descriptor of its own, because reading moves the position.
    int fd = LibC.openat(dir, ".", HostFlags.O_RDONLY | HostFlags.O_DIRECTORY, 0);
    try {
      for (HostDirEntry e : LibC.entries(fd)) {
        if (!e.name().equals(".") && !e.name().equals("..")) {
          add(entries, fd, e);
        }
      }
    } finally {
      LibC.close(fd);
    }
    entries.sort(Comparator.comparing(DirEntry::name));
    return entries;
  }

  private static void add(List<DirEntry> entries, int dir, HostDirEntry entry)
      throws ErrnoException {
    if (entry.type() != 0) {
      entries.add(new DirEntry(entry.name(), entry.ino(), FileType.ofMode(entry.type())));
      return;
    }
    @Nullable HostStat stat = statOrNull(dir, entry.name());
    if (stat != null) {
      entries.add(new DirEntry(entry.name(), stat.ino(), Places.typeOf(stat)));
    }
  }

  /// The attributes of a name; null when there is no such name.
  static @Nullable HostStat statOrNull(int dir, String name) throws ErrnoException {
    try {
      return LibC.statAt(dir, name);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }
}
