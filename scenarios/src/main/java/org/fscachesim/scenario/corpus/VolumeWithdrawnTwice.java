package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;

/// A file is looked up at the moment when the cache is unbound: the access to its volume that is
/// counted, and taken back because the cache is not live any more, makes the unbind withdraw the
/// volume once more.
final class VolumeWithdrawnTwice implements StagedScenario {
  @Override
  public String name() {
    return "volume-withdrawn-twice";
  }

  @Override
  public String about() {
    return "A file is looked up at the moment when the daemon closes its device.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.onDemandCookie(volume, "a");
    Task closes = daemon.start("close", daemon::closeDevice);
    stage.use(cookie);
    closes.join();
  }
}
