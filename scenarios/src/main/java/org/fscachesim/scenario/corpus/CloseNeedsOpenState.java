package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// withdrawal                        daemon
/// ----------                        ------
/// the object is open
///                                   closes its descriptor
/// a CLOSE into the table
/// ```
final class CloseNeedsOpenState implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesMutation.CLOSE_NEEDS_OPEN_STATE, "", Symptom.RULE, "H4");
  }

  @Override
  public String about() {
    return "A file is given back while the daemon closes its descriptor.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    Task closes = daemon.start("close", () -> daemon.close(file.fd()));
    stage.drop(file.cookie());
    closes.join();
    daemon.call(daemon::serve);
  }
}
