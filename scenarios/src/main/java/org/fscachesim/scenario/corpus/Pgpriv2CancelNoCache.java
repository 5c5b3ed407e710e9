package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.netfs.NetfsFix;

/// ```
/// reader                            writer
/// ------                            ------
/// reads, marks the pages
///                                   opens the file, which ends its
///                                   caching for now
/// there is no cache to store in;
/// the pages keep their marks
/// ```
final class Pgpriv2CancelNoCache implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        NetfsFix.PGPRIV2_CANCEL_NO_CACHE, "d0327c824338", Symptom.HUNG_TASK, "PRIVATE_2 clear");
  }

  @Override
  public String about() {
    return "A file is read while somebody opens it for writing.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    client.mountNfs("fsc");
    Task reads = stage.start("read", client::read);
    Task writes = stage.start("write", client::touch);
    reads.join();
    writes.join();
    client.unmount();
  }
}
