package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// A file is given back while its object is being opened again: it is not open, so that no CLOSE is
/// sent, and the answer to the OPEN leaves the daemon with a descriptor that nobody asks back.
final class DroppedWhileReopened implements StagedScenario {
  @Override
  public String name() {
    return "dropped-while-reopened";
  }

  @Override
  public String about() {
    return "A daemon closed a descriptor by itself; its file is read, given back, and mounted"
        + " anew.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(() -> daemon.close(file.fd()));
    UserProcess app = stage.world().process("app");
    Reading reading = Reading.start(app, file.cookie(), 0);
    Task serves = daemon.start("serve", daemon::serve);
    app.signalKill();
    reading.task().join();
    stage.drop(file.cookie());
    serves.join();
    daemon.call(daemon::serve);
    stage.drop(volume);
    stage.volume("v");
  }
}
