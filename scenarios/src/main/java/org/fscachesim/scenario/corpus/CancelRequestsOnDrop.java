package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.Symptom;

/// ```
/// worker                            withdrawal                  daemon
/// ------                            ----------                  ------
/// OPEN into the table
///                                   no new requests any more
/// waits for the daemon              waits for the worker        waits for the unmount
/// ```
final class CancelRequestsOnDrop extends DropWhileReopening {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.CANCEL_REQUESTS_ON_DROP, "751f524635a4", Symptom.HUNG_TASK, "");
  }
}
