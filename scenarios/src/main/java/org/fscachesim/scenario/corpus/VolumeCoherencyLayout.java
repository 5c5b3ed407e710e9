package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// Its record was written in one layout and compared in another, so that it never fitted.
final class VolumeCoherencyLayout implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.VOLUME_COHERENCY_LAYOUT, "413a4a6b0b55", Symptom.RULE, "built anew");
  }

  @Override
  public String about() {
    return "A volume is given back and used again.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    stage.drop(stage.volume("v"));
    stage.settle();
    long before = stage.inode("/cache/cache/Iv").number();
    stage.volume("v");
    Stage.require(
        before == stage.inode("/cache/cache/Iv").number(), "a volume that was good is built anew");
  }
}
