package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.erofs.ErofsFix;
import org.fscachesim.scenario.KernelCall;

/// ```
/// the one that goes                 the one that comes
/// -----------------                 ------------------
/// takes the domain off the list
///                                   finds no domain, and wants its
///                                   volume, which is in use: EBUSY
/// gives the volume back
/// ```
///
/// What the daemon has are no images, so that each mount fails in the end; but not with `EBUSY`.
final class DomainRelinquishLocked implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(ErofsFix.DOMAIN_RELINQUISH_LOCKED, "7032809a44d7", Symptom.RULE, "busy");
  }

  @Override
  public String about() {
    return "The last mount of a domain goes while another one comes.";
  }

  private static void mount(Stage stage, UserProcess app, String where, String image) {
    Errno refusal =
        KernelCall.errno(
            () ->
                stage.world().mount(app, "erofs", "none", where, "fsid=" + image + ",domain_id=d"));
    Stage.require(refusal != Errno.EBUSY, "a mount finds its domain busy");
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    UserProcess app = stage.world().process("app");
    Task goes = app.start("mount", () -> mount(stage, app, "/mnt1", "a"));
    daemon.call(
        () -> {
          int fd = daemon.answerOpen();
          daemon.fill(fd, daemon.nextRead());
        });
    Task serves = daemon.start("serve", daemon::serve);
    Task comes = app.start("mount", () -> mount(stage, app, "/mnt2", "b"));
    goes.join();
    comes.join();
    serves.join();
  }
}
