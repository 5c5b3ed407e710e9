package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The worker of the relinquishing begins while that of the lookup is still at it.
final class LookupNotReentrant implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(FscacheMutation.LOOKUP_NOT_REENTRANT, "", Symptom.RULE, "cookie")
        .or(Symptom.BUG, "cookie");
  }

  @Override
  public String about() {
    return "A file is given back while it is being looked up.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    PlainBackend backend = new PlainBackend(stage.world().fscache());
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.use(cookie);
    stage.drop(cookie);
    stage.settle();
    stage.close();
    backend.unbind();
  }
}
