package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Symptom;

/// The newcomer waits for the address of a word, and the predecessor wakes those who wait for a
/// bit.
final class VolumeCollisionWaitQueue extends VolumeCollision {
  @Override
  public Bug bug() {
    return Bug.of(FscacheFix.VOLUME_COLLISION_WAIT_QUEUE, "8226e37d82f4", Symptom.LOST_WAKEUP, "");
  }
}
