package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// The new object finds the file in use by the old one, which is still being let go of.
final class RelinquishCollisionWait implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(FscacheMutation.RELINQUISH_COLLISION_WAIT, "", Symptom.RULE, "a read failed");
  }

  @Override
  public String about() {
    return "A file is given back and used again at once.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.drop(stage.open(daemon, volume, "a").cookie());
    daemon.call(daemon::serve);
    Stage.Opened file = stage.open(daemon, volume, "a");

    Task serves = daemon.start("serve", daemon::serve);
    stage.drop(file.cookie());
    Cookie again = stage.onDemandCookie(volume, "a");
    stage.use(again);
    Reading reading = Reading.start(stage.world().process("app"), again, 0);
    serves.join();
    reading.mustSucceed();
  }
}
