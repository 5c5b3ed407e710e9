package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StoreOperation;

/// A file is invalidated while it is looked up, and the lookup fails: the access that the
/// invalidation counted is nobody's, and the file can not be dropped.
final class InvalidationOutlivesLookup implements StagedScenario {
  private static final int ATTEMPTS = 3;

  @Override
  public String name() {
    return "invalidation-outlives-lookup";
  }

  @Override
  public String about() {
    return "A file is opened for writing in a volume that can not be made, and used again later.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    stage.world().cacheStore().inject(StoreOperation.MKDIR, Errno.ENOSPC, ATTEMPTS);
    Volume volume = stage.begin("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.useForWriting(cookie);
    cookie.invalidate(null, Stage.FILE_SIZE);
    stage.settle();
    stage.drop(cookie);
    stage.drop(stage.cookie(volume, "a"));
  }
}
