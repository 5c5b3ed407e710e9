package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.kernel.Symptom;

/// The flush comes first, and only then is the cache dead.
final class DeadSetBeforeFlush extends SendWhileClosing {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesMutation.DEAD_SET_BEFORE_FLUSH, "", Symptom.HUNG_TASK, "");
  }
}
