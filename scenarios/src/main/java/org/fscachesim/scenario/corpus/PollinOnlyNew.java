package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The device is readable, the read gives nothing, and so on for ever.
final class PollinOnlyNew implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.POLLIN_ONLY_NEW, "b817e22b2e91", Symptom.PROTOCOL, "poll");
  }

  @Override
  public String about() {
    return "A daemon polls its device while it works on the only request.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.onDemandCookie(volume, "a"));
    daemon.call(
        () -> {
          daemon.nextOpen();
          Stage.require(
              Symptom.PROTOCOL,
              !daemon.isReadable() || daemon.read() != null,
              "poll finds the device readable, but there is nothing to read");
        });
  }
}
