package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Symptom;

/// The space is looked at in pages, and the length that was rounded up for that was taken for the
/// result. (The backing filesystem's own count came later, with `WRITE_RETURNS_BYTES`, which is
/// out.)
final class FdWriteLength implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.FD_WRITE_LENGTH, "10c35abd35aa", Symptom.RULE, "bytes were written");
  }

  @Override
  public String about() {
    return "The daemon writes less than a page through an anonymous descriptor.";
  }

  @Override
  public KernelConfig around(KernelConfig allFixed) {
    return allFixed.without(CachefilesFix.WRITE_RETURNS_BYTES);
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    daemon.call(
        () -> {
          int written = daemon.pwrite(file.fd(), 512, 0);
          Stage.require(written == 512, written + " bytes were written, and 512 given");
        });
  }
}
