package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The OPEN fails, and so must the command.
final class CopenInvalidSize implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.COPEN_INVALID_SIZE, "c93ccd63b18c", Symptom.RULE, "copen");
  }

  @Override
  public String about() {
    return "The daemon answers an OPEN with a negative size that is no error number.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.onDemandCookie(volume, "a"));
    daemon.call(
        () -> {
          DaemonMessage.Open open = daemon.nextOpen();
          Errno refusal = daemon.refusal("copen " + open.id() + ",-5000");
          Stage.require(
              refusal == Errno.EINVAL, "copen with size -5000 gave " + refusal + ", not EINVAL");
        });
  }
}
