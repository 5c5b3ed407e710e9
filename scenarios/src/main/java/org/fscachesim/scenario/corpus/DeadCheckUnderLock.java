package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.kernel.Symptom;

/// The sender looks whether the cache is dead before it takes the lock, and not under it.
final class DeadCheckUnderLock extends SendWhileClosing {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesMutation.DEAD_CHECK_UNDER_LOCK, "", Symptom.HUNG_TASK, "");
  }
}
