package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// A closed object is one that can be opened again: the READ waits, and the daemon is asked for a
/// new descriptor first. Kernels with nothing but an id fail the READ, and all that come after it.
///
/// The states alone are `357a18d03314`, which changes nothing by itself.
final class ObjectStates implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesBehaviour.OBJECT_STATES, "0a7e54c1959c", Symptom.RULE, "a read failed");
  }

  @Override
  public String about() {
    return "The daemon closes a descriptor, by mistake or because it dies, while an application"
        + " reads.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    Reading reading = Reading.start(stage.world().process("app"), file.cookie(), 0);
    daemon.call(() -> daemon.close(file.fd()));
    daemon.call(daemon::serve);
    reading.mustSucceed();
  }
}
