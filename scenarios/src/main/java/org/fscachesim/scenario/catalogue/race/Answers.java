package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Whence;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.jspecify.annotations.Nullable;

/// One thread of a daemon answers while another one closes what the answer is about.
final class Answers {
  private static final int GUESSES = 4;

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
            Answers::reopen),
        new Race(
            "close-one-of-two",
            "A daemon closes the descriptor of one of two files that are read, and serves on.",
            Answers::closeOneOfTwo),
        new Race(
            "fill-against-drop",
            "A daemon fills a file, or closes its descriptor, while the client lets go.",
            Answers::fillWhatGoes),
        new Race(
            "guessed-descriptor",
            "One thread reads an OPEN, while another one closes the descriptor before it is told of"
                + " it, and takes its number.",
            Answers::guess),
        new Race(
            "use-again",
            "A file that a careful daemon serves is given back and used again at once.",
            Answers::useAgain));
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
    stage.actor("client", opened::readAndGiveBack);
    stage.actor(daemon.process(), "serve", daemon::serveAndClose);
    stage.join();
  }

  /// Whose descriptor is left alone gets its page; whose is closed does, too, where the kernel asks
  /// to open a file again.
  private static void closeOneOfTwo(RaceStage stage) throws ErrnoException {
    OpenedFile a = OpenedFile.open(stage);
    OpenedFile b = a.another(stage, "b");
    RaceDaemon daemon = a.daemon();
    boolean[] got = new boolean[2];
    stage.actor("client of a", () -> got[0] = a.file().read(0));
    stage.actor("client of b", () -> got[1] = b.file().read(0));
    Task closes =
        stage.actor(daemon.process(), "close the descriptor", () -> daemon.closeObject(a.object()));
    if (stage.happens("it serves only then")) {
      closes.join();
    }
    Task serves = stage.actor(daemon.process(), "serve", () -> daemon.serve(RaceDaemon.ENOUGH));
    closes.join();
    serves.join();
    new Recovery(stage, daemon).serve();
    boolean again = CachefilesBehaviour.OBJECT_STATES.in(stage.world().kernel().config().version());
    if (!got[1] || again && !got[0]) {
      throw new ScenarioFailure("a client gets no page, though the daemon serves");
    }
    b.file().unuse();
    b.file().relinquish();
    a.giveBack();
    closeDown(stage, daemon);
  }

  private static void fillWhatGoes(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    int fd = daemon.descriptor(opened.object());
    boolean closes = stage.happens("the descriptor is closed");
    stage.actor(
        daemon.process(),
        closes ? "close the descriptor" : "fill",
        () -> {
          if (closes) {
            daemon.closeObject(opened.object());
          } else {
            daemon.system().pwrite(fd, ByteBuffer.wrap(RaceStage.content()), 0);
            daemon.system().lseek(fd, 0, Whence.DATA.code());
          }
        });
    stage.actor("client", opened::giveBack);
    if (stage.happens("it serves meanwhile")) {
      stage.actor(daemon.process(), "serve", () -> daemon.serve(1));
      stage.join();
    }
    closeDown(stage, daemon);
  }

  /// What a process has opened itself is not closed by the kernel.
  private static void guess(RaceStage stage) throws ErrnoException {
    RaceDaemon daemon = OpenedFile.bound(stage);
    Volume volume = stage.volume("v");
    boolean slow = stage.happens("the message is copied slowly");
    stage.actor(
        "client",
        () -> {
          RaceFile file = RaceFile.acquire(stage, volume, "a", true);
          if (file != null) {
            file.touch();
            file.relinquish();
          }
        });
    int guess = daemon.device() + 1;
    boolean[] lost = new boolean[1];
    Task reads = stage.actor(daemon.process(), "read", () -> takeOpen(stage, daemon, slow));
    stage
        .actor(
            daemon.process(),
            "close and take",
            () -> {
              for (int i = 0; i < GUESSES; i++) {
                if (KernelCall.errno(() -> daemon.system().close(guess)) == null) {
                  int own = daemon.system().dup(daemon.device());
                  reads.join();
                  lost[0] = KernelCall.errno(() -> daemon.system().poll(own, 0, 0)) != null;
                  daemon.system().close(own);
                  return;
                }
                stage.settle();
              }
            })
        .join();
    if (lost[0]) {
      throw new ScenarioFailure(
          Symptom.PROTOCOL, "a descriptor of the daemon's own was closed by the kernel");
    }
    reads.join();
    new Recovery(stage, daemon).serve();
    if (volume != null) {
      volume.relinquish(null, false);
    }
    closeDown(stage, daemon);
  }

  private static void takeOpen(RaceStage stage, RaceDaemon daemon, boolean slow)
      throws ErrnoException {
    daemon.system().poll(daemon.device(), PollEvents.POLLIN, 1 + stage.draw("waits", 2));
    DaemonMessage message = slow ? daemon.readSlowly() : daemon.read();
    if (message != null) {
      daemon.kept().add(message);
    }
  }

  private static void useAgain(RaceStage stage) throws ErrnoException {
    RaceDaemon daemon = OpenedFile.bound(stage);
    Volume volume = stage.volume("v");
    int rounds = 3;
    boolean[] got = new boolean[rounds];
    stage.actor(
        "client",
        () -> {
          for (int i = 0; i < rounds; i++) {
            RaceFile file = RaceFile.acquire(stage, volume, "a", true);
            if (file != null) {
              file.use();
              got[i] = file.read(0);
              file.unuse();
              file.relinquish();
            }
          }
        });
    stage.actor(daemon.process(), "serve", () -> daemon.serve(RaceDaemon.ENOUGH));
    stage.join();
    if (!(got[0] && got[1] && got[2])) {
      throw new ScenarioFailure("a client gets no page, though the daemon serves");
    }
    if (volume != null) {
      volume.relinquish(null, false);
    }
    closeDown(stage, daemon);
  }

  private static void closeDown(RaceStage stage, RaceDaemon daemon) {
    stage.actor(daemon.process(), "serve the rest", daemon::serveAndClose);
    stage.join();
  }
}
