package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// There is no on-demand state of an object in that mode, and the first lookup looks for it.
final class NullInfoGuard implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.NULL_INFO_GUARD, "c3d6569a4332", Symptom.NULL_POINTER, "no on-demand state");
  }

  @Override
  public String about() {
    return "In the original mode a file is taken into use.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.cookie(volume, "a"));
    stage.settle();
  }
}
