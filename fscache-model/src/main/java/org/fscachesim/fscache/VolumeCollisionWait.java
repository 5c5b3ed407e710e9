package org.fscachesim.fscache;

import java.util.Locale;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// How a newcomer waits for the volume whose key it takes over, with the three mistakes that were
/// made there.
///
/// Kernel: fs/fscache/volume.c (fscache_wait_on_volume_collision)
final class VolumeCollisionWait {
  private final Fscache fscache;

  VolumeCollisionWait(Fscache fscache) {
    this.fscache = fscache;
  }

  void await(Volume candidate, int oldId) {
    WaitQueue wrongQueue = null;
    if (!fscache.kernel().has(FscacheFix.VOLUME_COLLISION_WAIT_QUEUE)) {
      wrongQueue = new WaitQueue(fscache.kernel(), "volume.flags by address");
    }
    boolean untilClear = fscache.kernel().has(FscacheFix.VOLUME_COLLISION_WAIT_SENSE);
    long deadline = fscache.kernel().nanos() + fscache.timeouts().collisionNanos();
    wait(candidate, wrongQueue, untilClear, deadline);
    boolean pending = candidate.has(VolumeFlag.ACQUIRE_PENDING);
    boolean goOnWaiting =
        fscache.kernel().has(FscacheFix.VOLUME_COLLISION_RECHECK) ? pending : !pending;
    if (goOnWaiting) {
      fscache.notice(
          String.format(
              Locale.ROOT,
              "Potential volume collision new=%08x old=%08x",
              candidate.debugId(),
              oldId));
      fscache.stats().volumeCollisions.increment();
      wait(candidate, wrongQueue, untilClear, Long.MAX_VALUE);
    }
  }

  private static void wait(
      Volume candidate, @Nullable WaitQueue wrongQueue, boolean untilClear, long deadline) {
    if (wrongQueue != null || !untilClear) {
      WaitQueue queue = wrongQueue;
      if (queue == null) {
        queue = candidate.drained;
      }
      queue.awaitUntil(
          () -> candidate.has(VolumeFlag.ACQUIRE_PENDING) != untilClear,
          "predecessor of " + candidate + " freed",
          deadline);
    } else {
      candidate.flags.awaitClearUntil(VolumeFlag.ACQUIRE_PENDING, deadline);
    }
  }
}
