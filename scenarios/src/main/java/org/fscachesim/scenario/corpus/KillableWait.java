package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.vfs.UserProcess;

/// The reader takes its request along, if it is still there; when somebody else has taken it out,
/// the reader waits for the completion that is on its way.
final class KillableWait implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.KILLABLE_WAIT, "bc9dde615546", Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "An application is killed while the daemon sits on its READ.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    UserProcess app = stage.world().process("app");
    Reading.start(app, file.cookie(), 0);
    daemon.call(daemon::nextRead);
    app.kill();
  }
}
