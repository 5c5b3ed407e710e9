package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.StoreTraits;

/// The file has reached the greatest size that the filesystem knows; the daemon has to be told.
final class WriteReturnsBytes implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.WRITE_RETURNS_BYTES, "6b89819b06d8", Symptom.RULE, "told");
  }

  @Override
  public String about() {
    return "The daemon writes two pages of which the filesystem can take one.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(
        () -> {
          long lastPage = StoreTraits.EXT4_MAX_FILE_SIZE - Stage.PAGE;
          int written = daemon.pwrite(file.fd(), 2 * Stage.PAGE, lastPage);
          Stage.require(
              written == Stage.PAGE,
              Stage.PAGE + " bytes were written, and the daemon is told " + written);
        });
  }
}
