package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The answer ends the OPEN. Without a look at the id the file stays in the state of being opened
/// again, in which its READs are left alone.
final class CopenResetsReopening implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.COPEN_RESETS_REOPENING, "4f8703fb3482", Symptom.HUNG_TASK, "")
        .cve("CVE-2024-41074");
  }

  @Override
  public String about() {
    return "A confused daemon refuses an OPEN that it has not read, of a file that is being opened"
        + " again.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(() -> daemon.close(file.fd()));
    Reading reading = Reading.start(stage.world().process("app"), file.cookie(), 0);
    stage.settle();
    daemon.call(daemon::look);
    stage.settle();
    // The first OPEN was 0, the READ is 1, and this is 2.
    daemon.call(() -> daemon.copen(2, -Errno.EIO.code()));
    daemon.call(daemon::serve);
    reading.mustSucceed();
  }
}
