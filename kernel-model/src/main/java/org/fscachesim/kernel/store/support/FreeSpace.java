package org.fscachesim.kernel.store.support;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StatFs;

/// The counts of free blocks and inodes of a store, moved by what is allocated and released.
///
/// The blocks reserved for root are a constant gap between `bfree` and `bavail`. Where `bavail` is
/// given as 0 the gap may be larger than what is seen, so the greatest one known is kept.
public final class FreeSpace {
  private StatFs counts;
  private long reserved;

  public FreeSpace(StatFs counts) {
    this.counts = counts;
    this.reserved = counts.reserved();
  }

  /// Takes over other counts.
  public synchronized void set(StatFs taken) {
    reserved = taken.bavail() > 0 ? taken.reserved() : Math.max(reserved, taken.bfree());
    counts = taken;
  }

  /// The counts at this moment.
  public synchronized StatFs get() {
    return counts;
  }

  /// Takes blocks, all or none; ENOSPC when fewer are free. The kernel's own writes may use what is
  /// reserved for root.
  public synchronized void takeBlocks(long n) throws ErrnoException {
    if (n > counts.bfree()) {
      throw Errno.ENOSPC.exception();
    }
    move(n, 0);
  }

  /// Takes one inode; ENOSPC when none is free. A filesystem with 0 `files` does not count them.
  public synchronized void takeInode() throws ErrnoException {
    if (counts.files() > 0 && counts.ffree() == 0) {
      throw Errno.ENOSPC.exception();
    }
    move(0, 1);
  }

  /// Moves the free counts down (up, where negative), as far as they go.
  public synchronized void move(long blocks, long inodes) {
    counts = counts.withFree(counts.bfree() - blocks, reserved, counts.ffree() - inodes);
  }
}
