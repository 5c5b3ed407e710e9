package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The timer that looks for expired files was never stopped.
final class LruTimerShutdown implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            FscacheFix.LRU_TIMER_SHUTDOWN,
            "72a6e22c604c",
            Symptom.USE_AFTER_FREE,
            "after fscache has gone")
        .cve("CVE-2024-46786");
  }

  @Override
  public String about() {
    return "fscache is unloaded soon after a file went out of use.";
  }

  private static final long TWICE_LRU_MILLIS = 20_000;

  @Override
  public void play(Stage stage) throws ErrnoException {
    PlainBackend backend = new PlainBackend(stage.world().fscache());
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.use(cookie);
    stage.settle();
    stage.close();
    stage.settle();
    backend.unbind();
    stage.world().fscache().unload();
    stage.kernel().sleepMillis(TWICE_LRU_MILLIS);
  }
}
