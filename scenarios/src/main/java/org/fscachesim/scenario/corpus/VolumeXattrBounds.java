package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// As many bytes of the client's data are copied into its record as the whole record has.
final class VolumeXattrBounds implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.VOLUME_XATTR_BOUNDS,
            "7b2f6c306601",
            Symptom.OUT_OF_BOUNDS,
            "coherency data")
        .cve("CVE-2022-49062");
  }

  @Override
  public String about() {
    return "A volume is used for the first time.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    stage.volume("v");
  }
}
