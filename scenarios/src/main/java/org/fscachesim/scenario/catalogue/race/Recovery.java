package org.fscachesim.scenario.catalogue.race;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.ScenarioFailure;

/// Whatever a daemon did: once it serves as it should, files can be read.
final class Recovery {
  private final RaceStage stage;
  private final RaceDaemon daemon;

  Recovery(RaceStage stage, RaceDaemon daemon) {
    this.stage = stage;
    this.daemon = daemon;
  }

  /// The daemon answers what is left until nothing more comes, and clients that wait get on.
  void serve() {
    stage.actor(daemon.process(), "recover", daemon::recover);
    stage.join();
  }

  /// Gives the volume back, and reads a file of its successor, which nobody else has.
  ///
  /// @throws ScenarioFailure when a page is not there
  void mustRead(Volume before, String key) throws ErrnoException {
    before.relinquish(null, false);
    Volume volume = stage.volume("v");
    RaceFile file = RaceFile.acquire(stage, volume, key, true);
    if (volume == null || file == null) {
      throw Errno.EBUSY.exception();
    }
    boolean[] got = new boolean[RaceStage.PAGES];
    stage.actor(
        "last reader",
        () -> {
          file.use();
          for (int page = 0; page < RaceStage.PAGES; page++) {
            got[page] = file.read(page);
          }
          file.unuse();
        });
    serve();
    file.relinquish();
    serve();
    end(volume);
    for (int page = 0; page < RaceStage.PAGES; page++) {
      if (!got[page]) {
        throw new ScenarioFailure(
            "page " + page + " can not be read, though the daemon serves as it should");
      }
    }
  }

  /// Ends it: all that is open is closed.
  void end(Volume volume) {
    volume.relinquish(null, false);
    stage.actor(daemon.process(), "close", daemon::closeAll);
    stage.join();
  }
}
