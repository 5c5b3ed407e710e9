package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// ```
/// poll                              reader
/// ----                              ------
/// finds R in the table
///                                   is killed: takes R out, frees it
/// looks whose R is
/// ```
final class PollHoldsLock implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.POLL_HOLDS_LOCK,
            "cf5bb09e742a",
            Symptom.USE_AFTER_FREE,
            "cachefiles request")
        .cve("CVE-2024-42250");
  }

  @Override
  public String about() {
    return "The daemon polls its device while a reader is killed.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    UserProcess app = stage.world().process("app");
    Reading.start(app, file.cookie(), 0);
    stage.settle();
    Task polls = daemon.start("poll", daemon::isReadable);
    app.kill();
    polls.join();
  }
}
