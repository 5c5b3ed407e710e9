package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Freezer;
import org.fscachesim.kernel.task.Task;

/// ```
/// fsfreeze                          worker
/// --------                          ------
/// keeps writers out
/// waits for those inside
///                                   sets the record of the file,
///                                   without having asked
/// ```
final class XattrFreezeProtection implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.XATTR_FREEZE_PROTECTION, "80887f316729", Symptom.RULE, "frozen filesystem");
  }

  @Override
  public String about() {
    return "The filesystem of the cache is frozen for a backup while a file is put away.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.useForWriting(cookie);
    stage.settle();
    Freezer freezer = stage.world().cacheStore().freezer(stage.kernel());
    Task freezes =
        stage.start(
            "fsfreeze",
            () -> {
              freezer.freeze();
              stage.settle();
              freezer.thaw();
            });
    String directory = "/cache/cache/Iv/" + stage.world().cachefiles().fanoutName(cookie.keyHash());
    stage.drop(cookie);
    freezes.join();
    stage.settle();
    Stage.require(
        stage.world().cacheStore().lookup(stage.inode(directory), "Da") != null,
        "the file was not put away after the thaw");
  }
}
