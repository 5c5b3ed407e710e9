package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// ```
/// write to the descriptor           withdrawal
/// -----------------------           ----------
/// object has a file
///                                   takes the file out, closes it
/// writes to it
/// ```
final class FdWriteFileRef implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.FD_WRITE_FILE_REF, "31ad74b20227", Symptom.USE_AFTER_FREE, "cache file")
        .cve("CVE-2024-56549")
        .or(Symptom.REFCOUNT, "references of a cache file");
  }

  @Override
  public String about() {
    return "The daemon fills a file while the file is withdrawn.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");

    Task writes =
        daemon.start(
            "write", () -> KernelCall.errno(() -> daemon.pwrite(file.fd(), Stage.PAGE, 0)));
    Task told = daemon.start("read", daemon::next);
    stage.drop(file.cookie());
    writes.join();
    told.join();
  }
}
