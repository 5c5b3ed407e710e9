package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The file counts as in use for ever, because it was marked before the daemon was asked.
final class UnmarkInodeOnError implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.UNMARK_INODE_ON_ERROR, "ea5dc046127e", Symptom.RULE, "a read failed");
  }

  @Override
  public String about() {
    return "The daemon refuses to open a file that is in the cache, and agrees the next time.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    stage.drop(file.cookie());
    daemon.call(daemon::serve);

    Cookie refused = stage.onDemandCookie(volume, "a");
    stage.use(refused);
    daemon.call(() -> daemon.copen(daemon.nextOpen(), -Errno.EIO.code()));
    stage.settle();
    stage.drop(refused);
    daemon.call(daemon::serve);

    Cookie agreed = stage.onDemandCookie(volume, "a");
    stage.use(agreed);
    Reading reading = Reading.start(stage.world().process("app"), agreed, 0);
    daemon.call(daemon::serve);
    reading.mustSucceed();
  }
}
