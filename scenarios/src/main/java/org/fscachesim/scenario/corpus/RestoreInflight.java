package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The READ was delivered, so nobody gets it any more, unless `restore` makes it new.
final class RestoreInflight implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.RESTORE_INFLIGHT, "e73fa11a356c", Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "A daemon dies with a READ in its hands; the next one takes its descriptors over.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    Reading reading = Reading.start(stage.world().process("app"), file.cookie(), 0);
    daemon.call(daemon::nextRead);
    daemon.call(() -> daemon.refusal("restore"));
    daemon.call(daemon::serve);
    reading.mustSucceed();
  }
}
