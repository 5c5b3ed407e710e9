package org.fscachesim.kernel.store.directory;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostStatFs;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.support.FreeSpace;
import org.jspecify.annotations.Nullable;

/// The space of a directory store: the host's, until other counts are taken over.
///
/// From then on the store's own changes move the counts. With `shared`, so does what others do in
/// the directory: it is counted anew from time to time, as rarely as makes counting cheap.
final class HostSpace {
  private static final int SECTOR = 512;
  private static final long REST_NANOS = 20_000_000L;

  /// Counting takes at most one part of so many of the time.
  private static final int RARITY = 10;

  /// Counts what is used; `fd` is the directory.
  @FunctionalInterface
  interface Census {
    HostUsage take(int fd) throws ErrnoException;
  }

  private final boolean shared;
  private final Census census;
  private volatile @Nullable FreeSpace simulated;
  private @Nullable Counted counted;

  /// What was free when so much was used.
  private record Counted(StatFs free, HostUsage used, long nextNanos) {}

  HostSpace(boolean shared, Census census) {
    this.shared = shared;
    this.census = census;
  }

  boolean isSimulated() {
    return simulated != null;
  }

  /// Takes counts over; `fd` is the directory.
  synchronized void simulate(StatFs counts, int fd) throws ErrnoException {
    @Nullable FreeSpace before = simulated;
    if (before == null) {
      simulated = new FreeSpace(counts);
    } else {
      before.set(counts);
    }
    if (shared) {
      counted = new Counted(counts, census.take(fd), System.nanoTime() + REST_NANOS);
    }
  }

  /// The counts at this moment; `fd` is the directory.
  synchronized StatFs get(int fd) throws ErrnoException {
    @Nullable FreeSpace counts = simulated;
    if (counts != null) {
      if (counted instanceof Counted before && System.nanoTime() - before.nextNanos >= 0) {
        counted = count(before, counts, fd);
      }
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

  private Counted count(Counted before, FreeSpace counts, int fd) throws ErrnoException {
    long began = System.nanoTime();
    HostUsage now = census.take(fd);
    StatFs free = before.free;
    counts.set(free);
    counts.move(
        (now.blocks512() - before.used.blocks512()) * SECTOR / free.bsize(),
        now.files() - before.used.files());
    long ended = System.nanoTime();
    return new Counted(free, before.used, ended + REST_NANOS + RARITY * (ended - began));
  }

  /// Moves simulated free counts down (up, where negative).
  void account(long blocks512, long files) {
    @Nullable FreeSpace counts = simulated;
    if (counts != null) {
      counts.move(blocks512 * SECTOR / counts.get().bsize(), files);
    }
  }
}
