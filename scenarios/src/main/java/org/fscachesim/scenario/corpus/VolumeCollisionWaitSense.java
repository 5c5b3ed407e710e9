package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Symptom;

/// The newcomer waits while it need not, and goes on while it must wait.
final class VolumeCollisionWaitSense extends VolumeCollision {
  @Override
  public Bug bug() {
    return Bug.of(
        FscacheFix.VOLUME_COLLISION_WAIT_SENSE, "80a00ab8344f", Symptom.RULE, "two volumes");
  }
}
