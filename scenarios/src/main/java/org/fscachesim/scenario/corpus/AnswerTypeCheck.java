package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// The answer names a request by its id alone; so the reader goes on without its data.
final class AnswerTypeCheck implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.ANSWER_TYPE_CHECK, "a26dc49df37e", Symptom.PROTOCOL, "completed")
        .cve("CVE-2024-41075");
  }

  @Override
  public String about() {
    return "A confused daemon answers a READ as if it were an OPEN.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    Reading reading = Reading.start(stage.world().process("app"), file.cookie(), 0);
    daemon.call(
        () -> {
          DaemonMessage.Read read = daemon.nextRead();
          Errno refusal = daemon.refusal("copen " + read.id() + "," + Stage.FILE_SIZE);
          Stage.require(Symptom.PROTOCOL, refusal == Errno.EINVAL, "a copen completed a READ");
          daemon.fill(file.fd(), read);
        });
    reading.mustSucceed();
  }
}
