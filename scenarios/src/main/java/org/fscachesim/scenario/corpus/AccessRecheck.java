package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// lookup                            unbind
/// ------                            ------
/// the cache is live
///                                   withdrawn; no access, goes on
/// counts an access
/// works in a cache that has gone
/// ```
final class AccessRecheck implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(FscacheMutation.ACCESS_RECHECK, "", Symptom.USE_AFTER_FREE, "")
        .or(Symptom.NULL_POINTER, "")
        .or(Symptom.HUNG_TASK, "")
        .or(Symptom.RULE, "invariant F16");
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
