package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.scenario.KernelCall;

/// The withdrawal of an object that never had a descriptor stops halfway: requests are not
/// cancelled, and no new ones refused. Nothing may come of that, because nothing asks for such an
/// object to be opened again.
final class DroppedBeforeOpen implements StagedScenario {
  private static final int BUFFER = 1024;

  @Override
  public String name() {
    return "dropped-before-open";
  }

  @Override
  public String about() {
    return "A file is dropped, and used again, while the daemon fails to read its OPEN.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.onDemandCookie(volume, "a");
    stage.use(cookie);
    Task fails =
        daemon.start(
            "read", () -> KernelCall.errno(() -> daemon.readInto(UserBuffer.unmapped(BUFFER))));
    Task serves = daemon.start("serve", daemon::serve);
    stage.drop(cookie);
    Cookie again = stage.onDemandCookie(volume, "a");
    stage.use(again);
    fails.join();
    serves.join();
    daemon.call(daemon::serve);
    stage.settle();
    stage.drop(again);
    daemon.call(daemon::serve);
    stage.onDemandCookie(volume, "a");
  }
}
