package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// Nobody had thought of a name, and fscache insists on one.
final class DefaultCacheTag implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.DEFAULT_CACHE_TAG, "c7ca73155762", Symptom.BUG, "");
  }

  @Override
  public String about() {
    return "A daemon binds its cache without a name for it.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = new Daemon(stage.world(), "cachefilesd");
    daemon.call(
        () -> {
          daemon.openDevice();
          daemon.write("dir /cache");
          daemon.write("bind");
        });
  }
}
