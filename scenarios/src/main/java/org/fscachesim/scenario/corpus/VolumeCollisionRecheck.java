package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Symptom;

/// After its twenty seconds the newcomer goes on if it still has to wait, and waits if it need not.
final class VolumeCollisionRecheck extends VolumeCollision {
  @Override
  public Bug bug() {
    return Bug.of(FscacheFix.VOLUME_COLLISION_RECHECK, "bf17455b9cbd", Symptom.RULE, "two volumes");
  }
}
