package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The other ways to take a file down look at its operations first. (Here an invalidation makes the
/// worker look; it could be an earlier run that takes long.)
final class LruDiscardAccessCheck implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            FscacheFix.LRU_DISCARD_ACCESS_CHECK, "f71aa06398aa", Symptom.RULE, "lost its object")
        .cve("CVE-2024-45000");
  }

  @Override
  public String about() {
    return "A file expires with an operation on it still open, and something makes its worker"
        + " look.";
  }

  private static final long LRU_MILLIS = 10_001;

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.useForWriting(cookie);
    stage.settle();
    CacheResources writing = new CacheResources();
    writing.beginWriteOperation(cookie);
    stage.unuse(cookie);
    stage.kernel().sleepMillis(LRU_MILLIS);
    cookie.invalidate(null, Stage.FILE_SIZE);
    stage.settle();
    Object object = cookie.cachePriv();
    writing.endOperation();
    Stage.require(object != null, "a file has lost its object under an open operation");
  }
}
