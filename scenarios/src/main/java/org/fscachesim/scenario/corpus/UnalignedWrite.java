package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.KernelCall;
import org.jspecify.annotations.Nullable;

/// The daemon writes half a kilobyte behind the first of a page. Newer kernels refuse that; 6.1
/// takes it, and lets it land at the begin of the page.
final class UnalignedWrite implements StagedScenario {
  private static final int SECTOR = 512;

  @Override
  public String name() {
    return "unaligned-write";
  }

  @Override
  public String about() {
    return "A daemon writes at a place that is not the begin of a page.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    @Nullable Errno[] refusal = new Errno[1];
    daemon.call(
        () -> refusal[0] = KernelCall.errno(() -> daemon.pwrite(file.fd(), SECTOR, SECTOR)));
    if (refusal[0] != null) {
      return;
    }
    Reading reading = Reading.start(stage.world().process("app"), file.cookie(), 0);
    byte[] page = reading.data();
    Stage.require(
        Symptom.CONTENT,
        page[0] == 0 && page[SECTOR] != 0,
        "what was written at " + SECTOR + " is found at 0");
  }
}
