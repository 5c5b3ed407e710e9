package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.netfs.NetfsFix;

/// Each slice that is to be stored marked the page, which is to be done once.
final class MarkFscacheOnce implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(NetfsFix.MARK_FSCACHE_ONCE, "df1c357f25d8", Symptom.BUG, "is stored twice");
  }

  @Override
  public KernelVersion profile() {
    return KernelVersion.D6_1_192;
  }

  @Override
  public String about() {
    return "A file is read whose server gives half a page at a time.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    client.mountNfs("fsc,rsize=2048");
    client.read();
    client.unmount();
  }
}
