package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.KernelCall;

/// The refused operation leaves its file behind in the resources, as if it held it.
final class BeginOperationClearsCookie implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        FscacheFix.BEGIN_OPERATION_CLEARS_COOKIE, "", Symptom.RULE, "on which nothing is held");
  }

  @Override
  public String about() {
    return "An operation begins on a file of which there is no cache.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Cookie cookie = stage.cookie(stage.volume("v"), "a");
    CacheResources resources = new CacheResources();
    Errno refusal = KernelCall.errno(() -> resources.beginReadOperation(cookie));
    Stage.require(refusal == Errno.ENOBUFS, "an operation without a cache gave " + refusal);
    Stage.require(resources.cookie() == null, "the resources name a file on which nothing is held");
  }
}
