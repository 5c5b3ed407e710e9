package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.Symptom;

/// ```
/// withdrawal                        worker                      daemon
/// ----------                        ------                      ------
/// cancels what is there
///                                   OPEN into the table
/// waits for the worker              waits for the daemon        waits for the unmount
/// ```
final class NoSendWhileDropping extends DropWhileReopening {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.NO_SEND_WHILE_DROPPING, "b2415d1f4566", Symptom.HUNG_TASK, "");
  }
}
