package org.fscachesim.fscache;

import org.fscachesim.kernel.sync.StatCounter;

/// The counters of `/proc/fs/fscache/stats`.
///
/// Kernel: fs/fscache/stats.c
public final class FscacheStats {
  // Current numbers.
  final StatCounter cookies = new StatCounter();
  final StatCounter volumes = new StatCounter();
  final StatCounter lru = new StatCounter();
  // Totals.
  final StatCounter volumeCollisions = new StatCounter();
  final StatCounter volumesNoMemory = new StatCounter();
  final StatCounter acquires = new StatCounter();
  final StatCounter acquiresOk = new StatCounter();
  final StatCounter acquiresNoMemory = new StatCounter();
  final StatCounter lruExpired = new StatCounter();
  final StatCounter lruRemoved = new StatCounter();
  final StatCounter lruDropped = new StatCounter();
  final StatCounter invalidates = new StatCounter();
  final StatCounter updates = new StatCounter();
  final StatCounter resizes = new StatCounter();
  final StatCounter resizesNull = new StatCounter();
  final StatCounter relinquishes = new StatCounter();
  final StatCounter relinquishesRetire = new StatCounter();
  final StatCounter relinquishesDropped = new StatCounter();
  private final StatCounter noWriteSpace = new StatCounter();
  private final StatCounter noCreateSpace = new StatCounter();
  private final StatCounter culled = new StatCounter();
  private final StatCounter reads = new StatCounter();
  private final StatCounter writes = new StatCounter();
  private final StatCounter dioMisfits = new StatCounter();

  FscacheStats() {}

  /// A read from a cache.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_read)
  public void countRead() {
    reads.increment();
  }

  /// A write to a cache.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_write)
  public void countWrite() {
    writes.increment();
  }

  /// A write that found no space.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_no_write_space)
  public void countNoWriteSpace() {
    noWriteSpace.increment();
  }

  /// A creation that found no space.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_no_create_space)
  public void countNoCreateSpace() {
    noCreateSpace.increment();
  }

  /// An object was culled.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_culled)
  public void countCulled() {
    culled.increment();
  }

  /// A direct I/O was misaligned (6.8 on; counted by all, shown by those).
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_dio_misfit)
  public void countDioMisfit() {
    dioMisfits.increment();
  }

  /// Appends the lines, without the heading.
  ///
  /// @param lruJiffies ticks until the LRU timer, 0 when it is not armed
  void show(StringBuilder out, long lruJiffies, boolean withMisfits) {
    out.append("Cookies: n=").append(cookies.get());
    out.append(" v=").append(volumes.get());
    out.append(" vcol=").append(volumeCollisions.get());
    out.append(" voom=").append(volumesNoMemory.get());
    out.append("\nAcquire: n=").append(acquires.get());
    out.append(" ok=").append(acquiresOk.get());
    out.append(" oom=").append(acquiresNoMemory.get());
    out.append("\nLRU    : n=").append(lru.get());
    out.append(" exp=").append(lruExpired.get());
    out.append(" rmv=").append(lruRemoved.get());
    out.append(" drp=").append(lruDropped.get());
    out.append(" at=").append(lruJiffies);
    out.append("\nInvals : n=").append(invalidates.get());
    out.append("\nUpdates: n=").append(updates.get());
    out.append(" rsz=").append(resizes.get());
    out.append(" rsn=").append(resizesNull.get());
    out.append("\nRelinqs: n=").append(relinquishes.get());
    out.append(" rtr=").append(relinquishesRetire.get());
    out.append(" drop=").append(relinquishesDropped.get());
    out.append("\nNoSpace: nwr=").append(noWriteSpace.get());
    out.append(" ncr=").append(noCreateSpace.get());
    out.append(" cull=").append(culled.get());
    out.append("\nIO     : rd=").append(reads.get());
    out.append(" wr=").append(writes.get());
    if (withMisfits) {
      out.append(" mis=").append(dioMisfits.get());
    }
    out.append('\n');
  }
}
