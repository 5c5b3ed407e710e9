package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// ```
/// D1                              D2
/// --                              --
/// reads an OPEN: fd 4 is visible
///                                 closes 4: takes a pin back, the last
///                                 one; the cache is unbound
/// pins the cache
/// ```
///
/// Only where the descriptor is visible early.
final class PinBeforeFdInstall implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.PIN_BEFORE_FD_INSTALL, "4b4391e77a6b", Symptom.REFCOUNT, "unbind_pincount");
  }

  @Override
  public String about() {
    return "A thread of the daemon closes a descriptor that another is about to be told of.";
  }

  @Override
  public KernelConfig around(KernelConfig allFixed) {
    return allFixed.without(CachefilesFix.LATE_FD_INSTALL);
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.onDemandCookie(volume, "a"));
    stage.settle();
    int guess = daemon.device() + 1;
    Task reads = daemon.start("d1", () -> KernelCall.errno(daemon::look));
    Task closes = daemon.start("d2", () -> KernelCall.errno(() -> daemon.close(guess)));
    reads.join();
    closes.join();
  }
}
