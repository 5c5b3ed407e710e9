package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;

/// Closing a descriptor ends the READs of its file, in kernels whose objects have no states; and
/// those of all files, before this fix.
final class FdReleaseOwnRequests implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.FD_RELEASE_OWN_REQUESTS, "65aa5f6fd8a1", Symptom.RULE, "a read failed");
  }

  @Override
  public String about() {
    return "The daemon closes the descriptor of one file while another is read.";
  }

  @Override
  public KernelVersion profile() {
    return KernelVersion.V6_7;
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened a = stage.open(daemon, volume, "a");
    Stage.Opened b = stage.open(daemon, volume, "b");
    Reading reading = Reading.start(stage.world().process("app"), b.cookie(), 0);
    stage.settle();
    daemon.call(() -> daemon.close(a.fd()));
    daemon.call(daemon::serve);
    reading.mustSucceed();
  }
}
