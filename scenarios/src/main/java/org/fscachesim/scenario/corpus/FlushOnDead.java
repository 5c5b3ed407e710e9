package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// The cache is dead, so the daemon's answer is refused, and nobody else ends the request.
final class FlushOnDead implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.FLUSH_ON_DEAD, "85e833cd7243", Symptom.HUNG_TASK, "")
        .cve("CVE-2024-40935");
  }

  @Override
  public String about() {
    return "The disk fails while the daemon works on an OPEN.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.onDemandCookie(volume, "a");
    stage.use(cookie);
    Reading reading = Reading.start(stage.world().process("app"), cookie, 0);
    DaemonMessage.Open[] open = new DaemonMessage.Open[1];
    daemon.call(() -> open[0] = daemon.nextOpen());
    stage.breakDisk(volume);
    Task answers = daemon.start("copen", () -> daemon.copenOrClose(open[0]));
    answers.join();
    reading.task().join();
  }
}
