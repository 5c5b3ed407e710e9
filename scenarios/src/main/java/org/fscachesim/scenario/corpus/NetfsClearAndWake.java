package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.netfs.NetfsFix;

/// ```
/// end of the write                  writer
/// ----------------                  ------
/// looks for waiters: none
///                                   begins to wait; still IN_PROGRESS: sleeps
/// IN_PROGRESS is clear
/// ```
final class NetfsClearAndWake implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(NetfsFix.NETFS_CLEAR_AND_WAKE, "aa3956418985", Symptom.LOST_WAKEUP, "");
  }

  @Override
  public String about() {
    return "A file that is not cached is written.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Client client = new Client(stage.world());
    client.mountNinep("");
    client.write(Client.content(2));
    client.unmount();
  }
}
