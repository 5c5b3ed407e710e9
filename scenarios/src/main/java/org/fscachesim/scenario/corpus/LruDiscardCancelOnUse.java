package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieState;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// ```
/// LRU                               client                    worker
/// ---                               ------                    ------
/// expired: DO_LRU_DISCARD
///                                   uses it, which is active
///                                                             discards it
/// ```
final class LruDiscardCancelOnUse implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            FscacheFix.LRU_DISCARD_CANCEL_ON_USE, "b5b52de3214a", Symptom.RULE, "lost its object")
        .cve("CVE-2022-48989");
  }

  @Override
  public String about() {
    return "A file comes back into use at the moment when it expires.";
  }

  private static final long LRU_MILLIS = 10_000;

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.use(cookie);
    stage.settle();
    stage.unuse(cookie);
    stage.kernel().sleepMillis(LRU_MILLIS);
    stage.use(cookie);
    stage.settle();
    Stage.require(
        cookie.state() == CookieState.ACTIVE,
        "a file in use has lost its object: " + cookie.state());
  }
}
