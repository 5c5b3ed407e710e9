package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// D1                          D2                          withdrawal
/// --                          --                          ----------
/// finds the CLOSE, copies it
///                             restore
///                             finds it, too
/// done: completed
/// closes the descriptor
///                                                         frees the object
///                             looks for the object's id
/// ```
///
/// D1's memory comes late, so that it is in the middle of its copy for as long as it takes.
final class DaemonReadObjectRef implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.DAEMON_READ_OBJECT_REF,
            "da4a82741606",
            Symptom.USE_AFTER_FREE,
            "cachefiles object")
        .cve("CVE-2024-39510");
  }

  @Override
  public String about() {
    return "Two threads of a daemon read one CLOSE, because of a restore, while the descriptor is"
        + " closed.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    stage.drop(file.cookie());
    stage.settle();
    LateMemory memory = new LateMemory(stage.kernel());
    Task first =
        daemon.start(
            "d1",
            () -> {
              daemon.readInto(memory);
              daemon.close(file.fd());
            });
    stage.settle();
    daemon.call(() -> daemon.write("restore"));
    Task second = daemon.start("d2", daemon::look);
    memory.arrive();
    first.join();
    second.join();
    stage.settle();
  }
}
