package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Symptom;

/// ```
/// lookup 1                          lookup 2                    setting up
/// --------                          --------                    ----------
/// no volume yet                     no volume yet
///                                                               ends
/// begins again: CREATING
/// the volume is there;
/// looks for waiters: none
///                                   CREATING: sleeps
/// CREATING is clear
/// ```
final class VolumeCreateRaceWake extends VolumeSetUp {
  @Override
  public Bug bug() {
    return Bug.of(FscacheFix.VOLUME_CREATE_RACE_WAKE, "22f9400a6f35", Symptom.LOST_WAKEUP, "")
        .cve("CVE-2024-56755");
  }

  /// Three tasks have to stop at one point each, and one of them again a step later: that takes
  /// many changes of priority in one run.
  @Override
  public String strategy() {
    return "pct:50";
  }

  @Override
  public int budget() {
    return 200_000;
  }

  VolumeCreateRaceWake() {
    super(3);
  }
}
