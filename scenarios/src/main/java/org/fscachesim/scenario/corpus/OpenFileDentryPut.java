package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;

/// ```
/// lookup                            cull
/// ------                            ----
/// finds the name
///                                   marks the file as in use
/// is refused; keeps the name
/// ```
final class OpenFileDentryPut implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.OPEN_FILE_DENTRY_PUT, "da6ef2dffe60", Symptom.LEAK, "dentry")
        .cve("CVE-2024-49870");
  }

  @Override
  public String about() {
    return "A file is looked up while the daemon culls it.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie first = stage.cookie(volume, "a");
    stage.useForWriting(first);
    stage.settle();
    String directory = "/cache/cache/Iv/" + stage.world().cachefiles().fanoutName(first.keyHash());
    stage.drop(first);
    stage.settle();
    daemon.call(() -> daemon.system().chdir(directory));

    Cookie again = stage.cookie(volume, "a");
    Task culls = daemon.start("cull", () -> daemon.refusal("cull Da"));
    stage.use(again);
    culls.join();
  }
}
