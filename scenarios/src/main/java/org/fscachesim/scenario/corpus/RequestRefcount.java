package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// ```
/// D1                     D2                          waiter
/// --                     --                          ------
/// reads R, gets a fd
///                        restore
///                        finds R, lets the lock go
/// copen: completes R
///                                                    frees R
///                        writes its fd into R
/// ```
final class RequestRefcount implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.REQUEST_REFCOUNT,
            "de3e26f9e5b7",
            Symptom.USE_AFTER_FREE,
            "cachefiles request")
        .cve("CVE-2024-40899");
  }

  @Override
  public String about() {
    return "Two threads of a daemon read one OPEN, because of a restore; one of them answers it.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    stage.use(stage.onDemandCookie(volume, "a"));
    DaemonMessage.Open[] open = new DaemonMessage.Open[1];
    daemon.call(() -> open[0] = daemon.nextOpen());
    daemon.call(() -> daemon.write("restore"));
    Task first = daemon.start("d1", () -> daemon.copenOrClose(open[0]));
    Task second = daemon.start("d2", () -> KernelCall.errno(daemon::look));
    first.join();
    second.join();
    stage.settle();
  }
}
