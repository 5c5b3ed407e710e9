package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The cache is unbound when the device closes, which waits until no object is left; but the daemon
/// has a descriptor of one, which it would close next.
final class UnbindPincount implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.UNBIND_PINCOUNT, "d11b0b043b40", Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "A daemon closes its device before its anonymous descriptor.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(
        () -> {
          daemon.closeDevice();
          daemon.close(file.fd());
        });
  }
}
