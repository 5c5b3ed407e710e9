package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.netfs.NetfsFix;

/// ```
/// end of the last request           unmount
/// -----------------------           -------
/// takes its access to the cookie
/// back: none is left
///                                   gives the cookie back, which is
///                                   dropped and freed
/// looks whether somebody waits for
/// that at the cookie
/// ```
final class EvictAwaitsRequests implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(NetfsFix.EVICT_AWAITS_REQUESTS, "", Symptom.USE_AFTER_FREE, "cookie")
        .or(Symptom.REFCOUNT, "cookie");
  }

  @Override
  public String about() {
    return "A file is read, and its filesystem unmounted at once.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    client.mountNinep("cache=fscache");
    client.read();
    client.unmountAtOnce();
  }
}
