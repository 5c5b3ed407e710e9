package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.netfs.NetfsFix;

/// What was read is unlocked and forgotten; whoever stores it does not find it, and its pages keep
/// the mark.
final class Pgpriv2KeepFolioSlot implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        NetfsFix.PGPRIV2_KEEP_FOLIO_SLOT, "38cf8e945721", Symptom.HUNG_TASK, "PRIVATE_2 clear");
  }

  @Override
  public String about() {
    return "A file is read, and its filesystem unmounted.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    client.mountNfs("fsc");
    client.read();
    client.unmount();
  }
}
