package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// Whoever looks names up has unlocked the directory already when it fails.
final class GetDirectoryUnlockOnce implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.GET_DIRECTORY_UNLOCK_ONCE, "8c256fba2b46", Symptom.LOCKING, "")
        .cve("CVE-2026-72368");
  }

  @Override
  public String about() {
    return "There is no memory for the name of a directory.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    stage.kernel().faults().arm("cachefiles/name");
    stage.volume("v");
    stage.kernel().faults().disarm("cachefiles/name");
  }
}
