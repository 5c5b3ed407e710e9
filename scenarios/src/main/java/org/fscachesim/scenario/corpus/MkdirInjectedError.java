package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// What asks whether an error shall be injected overwrote the name that was to be made.
final class MkdirInjectedError implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.MKDIR_INJECTED_ERROR, "406fad7698f5", Symptom.NULL_POINTER, "vfs_mkdir");
  }

  @Override
  public String about() {
    return "A cache is bound to an empty directory.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
  }
}
