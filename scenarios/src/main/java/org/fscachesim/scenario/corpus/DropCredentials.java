package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The credentials that bind takes for the work on disk are dropped neither then nor when it fails.
final class DropCredentials implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.DROP_CREDENTIALS, "e21a2f17566c", Symptom.LEAK, "credentials")
        .cve("CVE-2024-26840");
  }

  @Override
  public String about() {
    return "A cache is bound and unbound.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.classicDaemon();
    daemon.call(daemon::closeDevice);
  }
}
