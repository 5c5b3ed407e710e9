package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Whence;

/// Without a position that moves, the second page lies on the first.
final class FdWritePosition implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.FD_WRITE_POSITION, "56f4856b425a", Symptom.CONTENT, "ends at");
  }

  @Override
  public String about() {
    return "The daemon writes two pages through an anonymous descriptor, one after the other.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(
        () -> {
          daemon.system().write(file.fd(), Daemon.content(Stage.PAGE));
          daemon.system().write(file.fd(), Daemon.content(Stage.PAGE));
          long hole = daemon.system().lseek(file.fd(), 0, Whence.HOLE.code());
          Stage.require(
              Symptom.CONTENT, hole == 2 * Stage.PAGE, "after two pages the data ends at " + hole);
        });
  }
}
