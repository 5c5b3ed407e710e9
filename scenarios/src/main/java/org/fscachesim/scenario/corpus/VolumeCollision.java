package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;

/// A volume is taken into use whose predecessor is still there: a daemon takes half a minute to
/// close the descriptor of a file in it.
///
/// The newcomer waits for the predecessor, because both would own one directory; after twenty
/// seconds it says so in the log, and goes on waiting.
abstract class VolumeCollision implements Twin {
  private static final long SLOW_MILLIS = 30_000;

  @Override
  public final String about() {
    return "A volume is used anew while a slow daemon still holds a file of its predecessor.";
  }

  @Override
  public final void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume old = stage.volume("v");
    Stage.Opened file = stage.open(daemon, old, "a");
    stage.drop(file.cookie());
    stage.drop(old);
    Task slow =
        daemon.start(
            "slow",
            () -> {
              daemon.next();
              stage.kernel().sleepMillis(SLOW_MILLIS);
              daemon.close(file.fd());
            });
    stage.volume("v");
    Stage.require(old.isFreed(), "two volumes own one directory");
    slow.join();
  }
}
