package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.task.Task;

/// ```
/// cull                              chattr
/// ----                              ------
/// reads the flags
///                                   sets one, with the lock
/// writes them back without
/// the in-use mark
/// ```
final class BuryUnmarkLocked implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.BURY_UNMARK_LOCKED, "511a018ed2af", Symptom.RULE, "lost");
  }

  @Override
  public String about() {
    return "A directory is culled while somebody changes its attributes.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.classicDaemon();
    stage.drop(stage.volume("v"));
    stage.settle();
    Inode directory = stage.inode("/cache/cache/Iv");
    daemon.call(() -> daemon.system().chdir("/cache/cache"));
    Task culls = daemon.start("cull", () -> daemon.write("cull Iv"));
    Task changes = stage.start("chattr", () -> directory.setNoAtime(stage.kernel()));
    culls.join();
    changes.join();
    Stage.require(directory.isNoAtime(), "a flag of the directory's inode was lost");
  }
}
