package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// Each invalidation takes an access with it, and the end of the lookup gives one back. The volume
/// can not be used anew, because the file in it never goes.
final class InvalidateAccessLeak implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(FscacheFix.INVALIDATE_ACCESS_LEAK, "fb24771faf72", Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "A file is invalidated twice while it is looked up, and then given back.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.use(cookie);
    cookie.invalidate(null, Stage.FILE_SIZE);
    cookie.invalidate(null, Stage.FILE_SIZE);
    stage.settle();
    stage.drop(cookie);
    stage.drop(volume);
    stage.volume("v");
  }
}
