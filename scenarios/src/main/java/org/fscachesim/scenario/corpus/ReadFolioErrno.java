package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.erofs.ErofsFix;
import org.fscachesim.scenario.KernelCall;

/// A page for which there was no memory counted as read; only its reader saw that it was not.
final class ReadFolioErrno implements Twin {
  private static final String FAULT = "erofs/request";

  @Override
  public Bug bug() {
    return Bug.of(ErofsFix.READ_FOLIO_ERRNO, "", Symptom.RULE, "EIO");
  }

  @Override
  public String about() {
    return "There is no memory for reading the first block of an image.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    UserProcess app = stage.world().process("app");
    stage.kernel().faults().arm(FAULT);
    Task mounts = app.start("mount", () -> mount(stage, app));
    daemon.call(daemon::answerOpen);
    daemon.call(daemon::serve);
    mounts.join();
    stage.kernel().faults().disarm(FAULT);
  }

  /// What the daemon has is no image: without the fault it is refused as invalid.
  private static void mount(Stage stage, UserProcess app) {
    Errno refusal =
        KernelCall.errno(() -> stage.world().mount(app, "erofs", "none", "/mnt1", "fsid=a"));
    Stage.require(
        refusal == Errno.EINVAL || refusal == Errno.ENOMEM,
        "the mount fails with " + refusal + ", and it was memory that was short");
  }
}
