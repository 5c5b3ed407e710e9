package org.fscachesim.scenario.corpus;

import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;

/// Two threads of a daemon read one OPEN, because of a restore. The second gets `EEXIST`, as it
/// should; but what fails its read also ends the request, which the first is about to answer.
final class OpenRestoredWhileAnswered implements StagedScenario {
  @Override
  public String name() {
    return "open-restored-while-answered";
  }

  @Override
  public String about() {
    return "A daemon restores an OPEN that one of its threads is answering, and reads it again.";
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
    Task second = daemon.start("d2", () -> KernelCall.errno(daemon::look));
    first.join();
    second.join();
    stage.settle();
    Reading reading = Reading.start(stage.world().process("app"), cookie, 0);
    daemon.call(daemon::serve);
    reading.mustSucceed();
  }
}
