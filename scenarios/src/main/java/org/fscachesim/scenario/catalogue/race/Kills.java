package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;

/// Readers and daemons are killed, at whatever step that is.
final class Kills {
  private static final int ENOUGH = 100;

  private Kills() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "kill-a-reader",
            "One of two readers is killed; the other one must get its page.",
            Kills::reader),
        new Race(
            "kill-a-mounter",
            "An application is killed while it mounts; another one mounts in the same domain.",
            Kills::mounter),
        new Race("kill-a-daemon", "A daemon is killed while a client reads.", Kills::daemon),
        new Race(
            "kill-a-daemon-and-restore",
            "A daemon is killed, and a successor that has the device restores and serves.",
            Kills::restores),
        new Race("kill-both", "A reader and its daemon are killed at the same time.", Kills::both));
  }

  private static void reader(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    UserProcess victim = stage.world().process("victim");
    boolean[] got = new boolean[1];
    Task dies = stage.actor(victim, "read", () -> opened.file().read(0));
    Task reads = stage.actor("other reader", () -> got[0] = opened.file().read(1));
    Task kills = stage.actor("kill", victim::signalKill);
    stage.actor(
        daemon.process(),
        "serve",
        () -> {
          daemon.serve(ENOUGH);
          daemon.closeAll();
        });
    dies.join();
    reads.join();
    kills.join();
    opened.giveBack();
    stage.join();
    if (!got[0]) {
      throw new ScenarioFailure("a reader gets no page, because another one was killed");
    }
  }

  private static void mounter(RaceStage stage) {
    CacheOwner.onDemand(stage).servesAndGoes();
    UserProcess victim = stage.world().process("victim");
    stage.actor(
        victim, "mount", () -> Mounting.mountOnce(stage, victim, "/mnt1", "fsid=a,domain_id=d"));
    stage.actor("kill", victim::signalKill);
    Mounting.start(stage, "app", "/mnt2", "fsid=b,domain_id=d");
    stage.join();
  }

  private static void daemon(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    stage.actor(daemon.process(), "serve", () -> daemon.serve(ENOUGH));
    stage.actor("kill", daemon.process()::kill);
    stage.actor("client", opened::readAndGiveBack);
    stage.join();
  }

  private static void restores(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon first = opened.daemon();
    UserProcess process = stage.world().process("successor");
    RaceDaemon second = new RaceDaemon(stage, process);
    second.adopt(first.process().give(first.device(), process));
    stage.actor(first.process(), "serve", () -> first.serve(ENOUGH));
    Task kills = stage.actor("kill", first.process()::kill);
    stage.actor("client", opened::readAndGiveBack);
    kills.join();
    stage.actor(
        process,
        "restore",
        () -> {
          var _ = KernelCall.errno(() -> second.write("restore"));
          second.serve(ENOUGH);
          second.closeAll();
        });
    stage.join();
  }

  private static void both(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    UserProcess victim = stage.world().process("victim");
    stage.actor(victim, "read", () -> opened.file().read(0));
    stage.actor(daemon.process(), "serve", () -> daemon.serve(ENOUGH));
    stage.actor("kill the reader", victim::signalKill);
    stage.actor("kill the daemon", daemon.process()::kill);
    stage.join();
    opened.giveBack();
  }
}
