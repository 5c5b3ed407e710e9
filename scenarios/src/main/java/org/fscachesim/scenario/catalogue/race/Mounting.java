package org.fscachesim.scenario.catalogue.race;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;

/// An application that mounts an image and unmounts it again.
///
/// What daemons serve here are no images: the mount reads its first block and then fails, having
/// had its volume, its domain and its file.
final class Mounting {
  private Mounting() {}

  /// Starts it in a process of its own.
  static Task start(RaceStage stage, String name, String where, String options) {
    UserProcess process = stage.world().process(name);
    return stage.actor(process, "mount", () -> mountOnce(stage, process, where, options));
  }

  /// @throws ScenarioFailure when a domain, which mounts share, is found busy
  static void mountOnce(RaceStage stage, UserProcess process, String where, String options)
      throws ErrnoException {
    Errno refusal =
        KernelCall.errno(() -> stage.world().mount(process, "erofs", "none", where, options));
    if (refusal == Errno.EBUSY && options.contains("domain_id")) {
      throw new ScenarioFailure("a mount finds its domain busy");
    }
    stage.world().unmount(process, where);
  }
}
