package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The command that sets it has to fail, and not the bind that comes later.
final class SecctxParsedAtOnce implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.SECCTX_PARSED_AT_ONCE, "e5a8b6446c0d", Symptom.RULE, "secctx");
  }

  @Override
  public String about() {
    return "A daemon sets a security context that nobody knows.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = new Daemon(stage.world(), "cachefilesd");
    daemon.call(
        () -> {
          daemon.openDevice();
          Stage.require(
              daemon.refusal("secctx nobody:knows:it") != null,
              "secctx takes what bind will refuse");
        });
  }
}
