package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// ```
/// read of the device                disk fails              waiter
/// ------------------                ----------              ------
///                                   completes R, which
///                                   stays in the table
///                                                           wakes, frees R
/// finds R
/// ```
final class FlushErasesRequests implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.FLUSH_ERASES_REQUESTS,
            "0fc75c5940fa",
            Symptom.USE_AFTER_FREE,
            "cachefiles request")
        .cve("CVE-2024-40900")
        .or(Symptom.RULE, "invariant O1");
  }

  @Override
  public String about() {
    return "The daemon reads its device when the disk fails, which flushes all requests.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.onDemandCookie(volume, "a"));
    stage.settle();
    Task reads = daemon.start("read", () -> KernelCall.errno(daemon::look));
    stage.breakDisk(volume);
    reads.join();
    stage.settle();
  }
}
