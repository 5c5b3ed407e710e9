package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// The state of an object changes under the lock of the table where a READ is looked at, and under
/// the lock of the object where a descriptor is closed or an OPEN answered. Here all of them meet:
/// no READ may be forgotten.
final class DescriptorClosedWhileRead implements StagedScenario {
  @Override
  public String name() {
    return "descriptor-closed-while-read";
  }

  @Override
  public String about() {
    return "A file is read twice while the daemon closes its descriptor, restores and serves on.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    UserProcess app = stage.world().process("app");
    Task closes =
        daemon.start(
            "close",
            () -> {
              daemon.close(file.fd());
              daemon.write("restore");
            });
    Reading first = Reading.start(app, file.cookie(), 0);
    Reading second = Reading.start(app, file.cookie(), 1);
    daemon.call(daemon::serve);
    closes.join();
    daemon.call(daemon::serve);
    first.mustSucceed();
    second.mustSucceed();
  }
}
