package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;

/// The kernel asks the daemon to open a file at the moment when the daemon closes its device, which
/// flushes all requests. A request that gets into the table behind the flush is nobody's.
abstract class SendWhileClosing implements Twin {
  @Override
  public final String about() {
    return "A daemon closes its device while it is being asked to open a file.";
  }

  @Override
  public final void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.onDemandCookie(volume, "a");
    Task closes = daemon.start("close", daemon::closeDevice);
    stage.use(cookie);
    closes.join();
  }
}
