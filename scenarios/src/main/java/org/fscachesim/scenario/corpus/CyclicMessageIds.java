package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// ```
/// D1                        D2
/// --                        --
/// reads the OPEN 0 of a
///                           refuses 0
///                           reads the OPEN of b; it is 0 again
/// answers 0: b has the
/// size of a
/// ```
final class CyclicMessageIds implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.CYCLIC_MESSAGE_IDS,
            "19f4f3990914",
            Symptom.CONTENT,
            "the size of another")
        .cve("CVE-2024-41050");
  }

  @Override
  public String about() {
    return "One thread of a daemon answers an OPEN late, which another thread has refused"
        + " meanwhile.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie a = stage.onDemandCookie(volume, "a");
    Cookie b = stage.onDemandCookie(volume, "b");
    stage.use(a);
    DaemonMessage.Open[] open = new DaemonMessage.Open[1];
    daemon.call(() -> open[0] = daemon.nextOpen());
    Task first =
        daemon.start("d1", () -> KernelCall.errno(() -> daemon.copen(open[0], Stage.PAGE)));
    daemon.call(() -> KernelCall.errno(() -> daemon.copen(open[0], -Errno.EIO.code())));
    stage.use(b);
    daemon.call(() -> daemon.copenOrClose(daemon.nextOpen()));
    first.join();
    stage.settle();
    Stage.require(
        Symptom.CONTENT, b.objectSize() != Stage.PAGE, "a file has got the size of another");
  }
}
