package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// lookup                            unbind
/// ------                            ------
/// begins; the cache is live
///                                   withdraws what objects there are: none
/// makes its object
///                                   frees the volumes
/// lets go of its object's volume
/// ```
final class WithdrawVolumesFirst implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.WITHDRAW_VOLUMES_FIRST, "5d8f80578907", Symptom.USE_AFTER_FREE, "cache")
        .cve("CVE-2024-41057")
        .or(Symptom.NULL_POINTER, "")
        .or(Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "A file is looked up while the cache is unbound.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    Task closes = daemon.start("close", daemon::closeDevice);
    stage.use(cookie);
    closes.join();
    stage.settle();
  }
}
