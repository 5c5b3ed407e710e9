package org.fscachesim.scenario.corpus;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.erofs.ErofsFix;
import org.fscachesim.scenario.KernelCall;

/// The error number was kept in place of the mount, and taken for one the next time.
final class PseudoMountError implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(ErofsFix.PSEUDO_MOUNT_ERROR, "", Symptom.NULL_POINTER, "erofs_pseudo_mnt");
  }

  @Override
  public String about() {
    return "There is no memory for what the first mount of a domain needs; another one follows.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    stage.kernel().faults().arm("erofs/pseudo-mount");
    Task serves = daemon.start("serve", daemon::serve);
    UserProcess app = stage.world().process("app");
    for (String where : List.of("/mnt1", "/mnt2")) {
      app.start(
              "mount",
              () ->
                  KernelCall.errno(
                      () -> stage.world().mount(app, "erofs", "none", where, "fsid=a,domain_id=d")))
          .join();
    }
    serves.join();
  }
}
