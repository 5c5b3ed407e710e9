package org.fscachesim.kernel.store.directory;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostStatFs;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.support.FreeSpace;
import org.jspecify.annotations.Nullable;

/// The space of a directory store: the host's, until other counts are taken over.
final class HostSpace {
  private static final int SECTOR = 512;

  private volatile @Nullable FreeSpace simulated;

  boolean isSimulated() {
    return simulated != null;
  }

  synchronized void simulate(StatFs counts) {
    @Nullable FreeSpace before = simulated;
    if (before == null) {
      simulated = new FreeSpace(counts);
    } else {
      before.set(counts);
    }
  }

  /// The counts at this moment; `fd` is on the host's filesystem.
  StatFs get(int fd) throws ErrnoException {
    @Nullable FreeSpace counts = simulated;
    if (counts != null) {
      return counts.get();
    }
    HostStatFs host = LibC.fstatfs(fd);
    // Some filesystems count more free than there is, for a moment or for ever.
    long bfree = Math.min(host.bfree(), host.blocks());
    return new StatFs(
        host.bsize(),
        host.blocks(),
        bfree,
        Math.min(host.bavail(), bfree),
        host.files(),
        Math.min(host.ffree(), host.files()));
  }

  /// Moves simulated free counts down (up, where negative).
  void account(long blocks512, long files) {
    @Nullable FreeSpace counts = simulated;
    if (counts != null) {
      counts.move(blocks512 * SECTOR / counts.get().bsize(), files);
    }
  }
}
