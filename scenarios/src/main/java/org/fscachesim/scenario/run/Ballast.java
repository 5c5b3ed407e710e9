package org.fscachesim.scenario.run;

import java.util.HashMap;
import java.util.Map;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.StatFs;

/// Something large that lies on the disk of a cache, and takes its space.
final class Ballast {
  private final Map<BackingStore, Long> blocks = new HashMap<>();

  /// Makes the ballast of a disk so large, however large it was. It ends where the disk ends.
  ///
  /// @param bytes rounded up to blocks; 0 takes it away
  synchronized void hold(BackingStore store, long bytes) throws ErrnoException {
    StatFs now = store.statfs();
    long before = blocks.getOrDefault(store, 0L);
    long wanted = Math.ceilDiv(bytes, (long) now.bsize());
    long free = Math.clamp(now.bfree() + before - wanted, 0, now.blocks());
    blocks.put(store, now.bfree() + before - free);
    store.setFreeCounts(now.withFree(free, now.reserved(), now.ffree()));
  }
}
