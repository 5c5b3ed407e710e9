package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;

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
    return Bug.of(FscacheFix.VOLUME_CREATE_RACE_WAKE, "22f9400a6f35", Symptom.HANG, "")
        .cve("CVE-2024-56755");
  }

  VolumeCreateRaceWake() {
    super(3);
  }
}
