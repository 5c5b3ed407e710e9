package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// Threads of a daemon make [DrawnCalls] while clients read; afterwards it does as it should.
final class DrawnAnswers {
  private DrawnAnswers() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "drawn-answers",
            "Two threads of a daemon make drawn calls while a client reads two pages.",
            stage -> play(stage, 2, false)),
        new Race(
            "drawn-answers-and-drop",
            "A thread of a daemon makes drawn calls while a file is given back, and used anew.",
            DrawnAnswers::drop),
        new Race(
            "drawn-answers-and-kill",
            "A thread of a daemon makes drawn calls while one that reads is killed.",
            stage -> play(stage, 1, true)),
        new Race(
            "drawn-answers-to-an-open",
            "Two threads of a daemon make drawn calls while two files are opened.",
            DrawnAnswers::open),
        new Race(
            "drawn-answers-and-a-failing-disk",
            "A thread of a daemon makes drawn calls while the disk fails.",
            DrawnAnswers::failingDisk));
  }

  /// Starts threads of the daemon. What they leave undone is for the recovery, which comes after.
  private static List<Task> threads(RaceStage stage, RaceDaemon daemon, int threads) {
    List<Task> out = new ArrayList<>();
    DrawnCalls calls = DrawnCalls.of(stage, daemon, threads);
    for (int i = 1; i <= threads; i++) {
      out.add(stage.actor(daemon.process(), "d" + i, calls::run));
    }
    return out;
  }

  private static void play(RaceStage stage, int threads, boolean kill) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    UserProcess app = stage.world().process("app");
    Task reads =
        stage.actor(
            app,
            "read",
            () -> {
              opened.file().read(0);
              opened.file().read(1);
            });
    List<Task> serving = threads(stage, daemon, threads);
    if (kill) {
      stage.actor("kill", app::signalKill);
      if (stage.happens("nobody answers the killed one")) {
        reads.join();
      }
    }
    serving.forEach(Task::join);
    Recovery recovery = new Recovery(stage, daemon);
    recovery.serve();
    opened.file().unuse();
    opened.file().relinquish();
    recovery.serve();
    recovery.mustRead(opened.volume(), "a");
  }

  private static void drop(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    UserProcess app = stage.world().process("app");
    Task reads = stage.actor(app, "read", () -> opened.file().read(0));
    List<Task> serving = threads(stage, daemon, 1);
    Task goes =
        stage.actor(
            "umount",
            () -> {
              app.signalKill();
              reads.join();
              opened.file().unuse();
              opened.file().relinquish();
            });
    boolean used = stage.happens("the file is used again at once");
    stage.actor(
        "mount",
        () -> {
          goes.join();
          RaceFile again = RaceFile.acquire(stage, opened.volume(), "a", true);
          if (again != null) {
            if (used) {
              again.touch();
            }
            again.relinquish();
          }
        });
    serving.forEach(Task::join);
    if (!used && stage.happens("the daemon answers no more")) {
      stage.actor(daemon.process(), "close what goes", daemon::closeWhatGoes);
      stage.join();
    }
    Recovery recovery = new Recovery(stage, daemon);
    recovery.serve();
    // Of an object that went while it was opened again, no message says that it shall be closed.
    stage.actor(daemon.process(), "close files", daemon::closeObjects);
    stage.join();
    recovery.mustRead(opened.volume(), "a");
  }

  private static void open(RaceStage stage) throws ErrnoException {
    RaceDaemon daemon = OpenedFile.bound(stage);
    Volume volume = stage.volume("v");
    if (volume == null) {
      throw Errno.EBUSY.exception();
    }
    for (String key : List.of("a", "b")) {
      stage.actor(
          "client of " + key,
          () -> {
            RaceFile file = RaceFile.acquire(stage, volume, key, true);
            if (file != null) {
              file.touch();
              file.relinquish();
            }
          });
    }
    List<Task> serving = threads(stage, daemon, 2);
    serving.forEach(Task::join);
    Recovery recovery = new Recovery(stage, daemon);
    recovery.serve();
    recovery.mustRead(volume, "a");
  }

  private static void failingDisk(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    stage.actor("client", () -> opened.file().read(0));
    List<Task> serving = threads(stage, daemon, 1);
    stage.actor(
        "other client",
        () -> {
          RaceFile other = RaceFile.acquire(stage, opened.volume(), "b", true);
          if (other != null) {
            stage.world().cacheStore().inject(StoreOperation.LOOKUP, Errno.EIO, 1);
            other.touch();
            other.relinquish();
          }
        });
    serving.forEach(Task::join);
    Recovery recovery = new Recovery(stage, daemon);
    recovery.serve();
    opened.file().unuse();
    opened.file().relinquish();
    recovery.serve();
    recovery.end(opened.volume());
  }
}
