package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.Symptom;

/// ```
/// read of the device                withdrawal                  worker
/// ------------------                ----------                  ------
/// a READ of a closed file:
/// queues the worker
///                                   frees the object
///                                                               touches it
/// ```
final class CancelReopenWork extends DropWhileReopening {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.CANCEL_REOPEN_WORK,
            "12e009d60852",
            Symptom.USE_AFTER_FREE,
            "touches cachefiles ")
        .cve("CVE-2024-41051");
  }
}
