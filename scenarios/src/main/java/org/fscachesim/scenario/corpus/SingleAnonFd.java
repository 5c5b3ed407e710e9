package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// ```
/// D1                      D2                      client
/// --                      --                      ------
/// reads R: fd 0, id 0
///                         restore
///                         reads R: fd 1, id 1
/// copen
///                         copen: EINVAL
///                         closes fd 1: closed
///                                                 drops the file: no CLOSE is sent
/// ```
///
/// Nobody tells D1 to close fd 0, which holds the volume, and whoever uses the same volume waits
/// for that.
final class SingleAnonFd implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.SINGLE_ANON_FD, "4988e35e95fc", Symptom.HUNG_TASK, "");
  }

  @Override
  public String about() {
    return "Two threads of a daemon read one OPEN, because of a restore; the file is dropped and"
        + " used again.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.onDemandCookie(volume, "a");
    stage.use(cookie);
    DaemonMessage.Open[] open = new DaemonMessage.Open[1];
    daemon.call(() -> open[0] = daemon.nextOpen());
    daemon.call(() -> daemon.write("restore"));
    Task first = daemon.start("d1", () -> daemon.copenOrClose(open[0]));
    Task second =
        daemon.start(
            "d2",
            () ->
                KernelCall.errno(
                    () -> {
                      if (daemon.read() instanceof DaemonMessage.Open again) {
                        daemon.copenOrClose(again);
                      }
                    }));
    first.join();
    second.join();
    stage.settle();
    stage.drop(cookie);
    stage.drop(volume);
    daemon.call(daemon::serve);
    stage.volume("v");
  }
}
