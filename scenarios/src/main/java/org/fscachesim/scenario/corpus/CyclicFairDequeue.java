package org.fscachesim.scenario.corpus;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// Each READ that is answered frees the lowest id for the next one. A daemon that is given the
/// lowest id first never comes to the one that has waited longest. (With ids that go round this
/// needs an overflow, so they are out.)
final class CyclicFairDequeue implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        CachefilesFix.CYCLIC_FAIR_DEQUEUE, "1122f4007273", Symptom.STARVATION, "overtaken");
  }

  @Override
  public String about() {
    return "While one READ waits for its turn, others come and go.";
  }

  private static final int PATIENCE = 3;

  @Override
  public KernelConfig around(KernelConfig allFixed) {
    return allFixed.without(CachefilesFix.CYCLIC_MESSAGE_IDS);
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    UserProcess app = stage.world().process("app");
    List<Task> readers = new ArrayList<>();
    readers.add(Reading.start(app, file.cookie(), 0).task());
    stage.settle();
    readers.add(Reading.start(app, file.cookie(), 1).task());
    stage.settle();

    boolean[] served = new boolean[1];
    for (int turn = 0; turn < PATIENCE && !served[0]; turn++) {
      daemon.call(
          () -> {
            DaemonMessage.Read read = daemon.nextRead();
            served[0] = read.offset() == Stage.PAGE;
            daemon.fill(file.fd(), read);
          });
      stage.settle();
      readers.add(Reading.start(app, file.cookie(), turn % 2 == 0 ? 2 : 3).task());
      stage.settle();
    }
    Stage.require(Symptom.STARVATION, served[0], "a READ was overtaken " + PATIENCE + " times");
    daemon.call(daemon::serve);
    readers.forEach(Task::join);
  }
}
