package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// One thread of a daemon answers while another one closes what the answer is about.
final class Answers {
  private Answers() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "copen-against-close",
            "One thread answers an OPEN while another one closes its descriptor.",
            stage -> openAnswered(stage, false)),
        new Race(
            "copen-twice",
            "Two threads answer one OPEN, one of them with an error, while the client lets go.",
            stage -> openAnswered(stage, true)),
        new Race(
            "complete-against-close",
            "One thread fills and completes a READ while another one closes the descriptor.",
            Answers::complete),
        new Race(
            "restore-against-close",
            "One thread serves while another one closes the descriptor and restores.",
            Answers::restore),
        new Race(
            "reopen-against-close",
            "A file is opened again, because its descriptor was closed, while the client lets go.",
            Answers::reopen));
  }

  private static void openAnswered(RaceStage stage, boolean twice) throws ErrnoException {
    RaceDaemon daemon = OpenedFile.bound(stage);
    Volume volume = stage.volume("v");
    RaceFile file = RaceFile.acquire(stage, volume, "a", true);
    if (volume == null || file == null) {
      throw Errno.EBUSY.exception();
    }
    file.use();
    @Nullable DaemonMessage[] open = new DaemonMessage[1];
    stage.actor(daemon.process(), "take", () -> open[0] = daemon.next()).join();
    DaemonMessage message = open[0];
    if (message != null) {
      stage.actor(daemon.process(), "answer", () -> daemon.answer(message));
      stage.actor(
          daemon.process(),
          twice ? "refuse" : "close the descriptor",
          () -> {
            if (twice) {
              daemon.write("copen " + message.id() + ",-5");
            } else {
              daemon.closeObject(message.objectId());
            }
          });
    }
    stage.actor(
        "client",
        () -> {
          file.unuse();
          file.relinquish();
        });
    stage.join();
    volume.relinquish(null, false);
    closeDown(stage, daemon);
  }

  private static void complete(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    stage.actor("client", () -> opened.file().read(0));
    stage.actor(daemon.process(), "serve", daemon::serveAndClose);
    stage.actor(
        daemon.process(), "close the descriptor", () -> daemon.closeObject(opened.object()));
    stage.join();
    opened.giveBack();
  }

  private static void restore(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    stage.actor("client", () -> opened.file().read(0));
    stage.actor(daemon.process(), "serve", daemon::serveAndClose);
    stage.actor(
        daemon.process(),
        "restore",
        () -> {
          daemon.closeObject(opened.object());
          daemon.write("restore");
        });
    stage.join();
    opened.giveBack();
  }

  private static void reopen(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    stage
        .actor(daemon.process(), "close the descriptor", () -> daemon.closeObject(opened.object()))
        .join();
    stage.actor(
        "client",
        () -> {
          opened.file().read(0);
          opened.giveBack();
        });
    stage.actor(daemon.process(), "serve", daemon::serveAndClose);
    stage.join();
  }

  private static void closeDown(RaceStage stage, RaceDaemon daemon) {
    stage.actor(daemon.process(), "serve the rest", daemon::serveAndClose);
    stage.join();
  }
}
