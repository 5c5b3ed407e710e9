package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// copen                             close of the descriptor
/// -----                             -----------------------
/// takes the OPEN out
///                                   id = -1, state = CLOSE
/// state = OPEN
/// ```
///
/// The READ that follows is delivered, because the object is open, and nobody has a descriptor to
/// answer it with. (`COPEN_RESETS_REOPENING` looks at the id once more, and so is out.)
final class OndemandInfoLock implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.ONDEMAND_INFO_LOCK, "0a790040838c", Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "The daemon answers an OPEN while it closes the descriptor that came with it; then"
        + " somebody reads.";
  }

  @Override
  public KernelConfig around(KernelConfig allFixed) {
    return allFixed.without(CachefilesFix.COPEN_RESETS_REOPENING);
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.onDemandCookie(volume, "a");
    stage.use(cookie);
    DaemonMessage.Open[] open = new DaemonMessage.Open[1];
    daemon.call(() -> open[0] = daemon.nextOpen());

    Task answers = daemon.start("copen", () -> daemon.copen(open[0], Stage.FILE_SIZE));
    Task closes = daemon.start("close", () -> daemon.close(open[0].fd()));
    answers.join();
    closes.join();

    Reading reading = Reading.start(stage.world().process("app"), cookie, 0);
    daemon.call(daemon::serve);
    reading.task().join();
  }
}
