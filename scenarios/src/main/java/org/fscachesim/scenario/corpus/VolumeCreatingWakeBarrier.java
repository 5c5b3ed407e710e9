package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Symptom;

/// ```
/// end of the setting up             lookup
/// ---------------------             ------
/// looks for waiters: none
///                                   begins to wait; still CREATING: sleeps
/// CREATING is clear
/// ```
final class VolumeCreatingWakeBarrier extends VolumeSetUp {
  @Override
  public Bug bug() {
    return Bug.of(FscacheFix.VOLUME_CREATING_WAKE_BARRIER, "3288666c7256", Symptom.LOST_WAKEUP, "");
  }

  VolumeCreatingWakeBarrier() {
    super(1);
  }
}
