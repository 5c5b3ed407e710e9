package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// client                            unbind
/// ------                            ------
/// puts the last reference
///                                   takes the volume off the list
/// frees it
///                                   touches it
/// ```
final class WithdrawVolumeTryGet implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.WITHDRAW_VOLUME_TRY_GET, "522018a0de6b", Symptom.USE_AFTER_FREE, "volume")
        .cve("CVE-2024-41058")
        .or(Symptom.DOUBLE_FREE, "volume")
        .or(Symptom.NULL_POINTER, "calls an operation of fscache_cache");
  }

  @Override
  public String about() {
    return "A volume is given back while the cache is unbound.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.classicDaemon();
    Volume volume = stage.volume("v");
    Task closes = daemon.start("close", daemon::closeDevice);
    stage.drop(volume);
    closes.join();
  }
}
