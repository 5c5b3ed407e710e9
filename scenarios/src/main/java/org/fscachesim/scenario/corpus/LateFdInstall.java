package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.scenario.KernelCall;

/// ```
/// D1                              D2
/// --                              --
/// reads an OPEN: fd 4
///                                 closes 4, opens something: 4
/// its memory is not there:
/// the kernel closes 4
/// ```
final class LateFdInstall implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.LATE_FD_INSTALL, "4b4391e77a6b", Symptom.PROTOCOL, "closed by the kernel")
        .cve("CVE-2024-40913");
  }

  @Override
  public String about() {
    return "A thread of the daemon closes the descriptor of an OPEN whose message is still being"
        + " copied.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.onDemandCookie(volume, "a"));
    stage.settle();
    LateMemory memory = new LateMemory(stage.kernel());
    Task first = daemon.start("d1", () -> KernelCall.errno(() -> daemon.readInto(memory)));
    stage.settle();
    int guess = daemon.device() + 1;
    boolean[] reused = new boolean[1];
    daemon.call(
        () ->
            reused[0] =
                KernelCall.errno(() -> daemon.close(guess)) == null
                    && daemon.system().dup(daemon.device()) == guess);
    memory.vanish();
    first.join();
    daemon.call(
        () ->
            Stage.require(
                Symptom.PROTOCOL,
                !reused[0]
                    || KernelCall.errno(() -> daemon.system().poll(guess, PollEvents.POLLIN, 0))
                        == null,
                "a descriptor of the daemon's own was closed by the kernel"));
  }
}
