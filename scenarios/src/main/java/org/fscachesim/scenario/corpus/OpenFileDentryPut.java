package org.fscachesim.scenario.corpus;

import java.util.Locale;
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
    int hash = first.keyHash() & 0xff;
    stage.drop(first);
    stage.settle();
    daemon.call(
        () ->
            daemon.system().chdir("/cache/cache/Iv/@" + String.format(Locale.ROOT, "%02x", hash)));

    Cookie again = stage.cookie(volume, "a");
    Task culls = daemon.start("cull", () -> daemon.refusal("cull Da"));
    stage.use(again);
    culls.join();
  }
}
