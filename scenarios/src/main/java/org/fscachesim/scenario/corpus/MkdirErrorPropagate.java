package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.StoreOperation;

/// The error was forgotten on the way, and the directory that is not there used.
final class MkdirErrorPropagate implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.MKDIR_ERROR_PROPAGATE,
        "8a220d1c312c",
        Symptom.NULL_POINTER,
        "could not be made");
  }

  @Override
  public String about() {
    return "There is no space for the directory of a volume.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    stage.world().cacheStore().inject(StoreOperation.MKDIR, Errno.ENOSPC, 1);
    stage.volume("v");
  }
}
