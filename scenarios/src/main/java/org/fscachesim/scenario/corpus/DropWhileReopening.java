package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// A file is dropped, and taken into use again, while the daemon is about to be asked to open it
/// once more: a worker that was queued by a READ outlives the reader.
///
/// The daemon waits for nothing but the end of all this, and answers no more.
abstract class DropWhileReopening implements Twin {
  @Override
  public final String about() {
    return "A file is dropped while a worker asks the daemon to open it again; then it is used"
        + " anew.";
  }

  @Override
  public final void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(() -> daemon.close(file.fd()));
    UserProcess app = stage.world().process("app");
    Reading.start(app, file.cookie(), 0);
    stage.settle();

    Task looks = daemon.start("read", daemon::look);
    app.kill();
    stage.drop(file.cookie());
    looks.join();
    stage.onDemandCookie(volume, "a");
  }
}
