package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// Whoever buries a name drops two references on it; there was only the one of who looked it up.
final class CullDentryRef implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.CULL_DENTRY_REF, "6577df7dc7a7", Symptom.USE_AFTER_FREE, "dentry")
        .cve("CVE-2026-43106");
  }

  @Override
  public String about() {
    return "The daemon culls a file.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.useForWriting(cookie);
    stage.settle();
    String directory = stage.world().cachefiles().fanoutName(cookie.keyHash());
    stage.drop(cookie);
    stage.settle();
    daemon.call(
        () -> {
          daemon.system().chdir("/cache/cache/Iv/" + directory);
          daemon.write("cull Da");
        });
  }
}
