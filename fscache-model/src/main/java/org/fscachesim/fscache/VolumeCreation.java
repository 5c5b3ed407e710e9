package org.fscachesim.fscache;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.work.WorkQueue;

/// Setting up a volume in its cache: one attempt at a time, by a work item, for whom any number may
/// wait.
///
/// An attempt is made when the volume is acquired, and again when a cookie is looked up and the
/// last attempt came to nothing; success shows only in [Volume#cachePriv].
///
/// Kernel: fs/fscache/volume.c (fscache_create_volume)
final class VolumeCreation {
  private final Fscache fscache;
  private final Kernel kernel;
  private final WorkQueue systemQueue;

  VolumeCreation(Fscache fscache) {
    this.fscache = fscache;
    this.kernel = fscache.kernel();
    this.systemQueue = kernel.workQueue("events");
  }

  /// Starts an attempt unless one is under way or the volume is set up.
  ///
  /// @param wait whether to wait for the end of an attempt that is under way
  void create(Volume volume, boolean wait) {
    if (!volume.flags.testAndSet(VolumeFlag.CREATING)) {
      if (volume.cachePriv() != null
          || !fscache.gate().begin(volume.cache(), AccessTrace.ACQUIRE_VOLUME)) {
        // Others may have come to wait for the bit in between.
        if (kernel.has(FscacheFix.VOLUME_CREATE_RACE_WAKE)) {
          volume.flags.clearAndWake(VolumeFlag.CREATING);
        } else {
          volume.flags.clearAndWakeUnordered(VolumeFlag.CREATING);
        }
        return;
      }
      volume.get(VolumeTrace.GET_CREATE_WORK);
      if (!systemQueue.queue(volume.createWork)) {
        volume.put(VolumeTrace.PUT_CREATE_WORK);
      }
    }
    if (wait) {
      volume.see(VolumeTrace.WAIT_CREATE_WORK);
      volume.flags.awaitClear(VolumeFlag.CREATING);
    }
  }

  /// Kernel: fs/fscache/volume.c (fscache_create_volume_work)
  void work(Volume volume) {
    volume.see(VolumeTrace.SEE_CREATE_WORK);
    CacheOperations ops = volume.cache().ops();
    if (ops.hasVolumes()) {
      fscache.observer().calling(FscacheObserver.BackendCall.ACQUIRE_VOLUME, volume);
      ops.acquireVolume(volume);
    }
    fscache.gate().end(volume.cache(), AccessTrace.ACQUIRE_VOLUME_END);
    if (kernel.has(FscacheFix.VOLUME_CREATING_WAKE_BARRIER)) {
      volume.flags.clearAndWake(VolumeFlag.CREATING);
    } else {
      volume.flags.clearAndWakeUnordered(VolumeFlag.CREATING);
    }
    volume.put(VolumeTrace.PUT_CREATE_WORK);
  }
}
