package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.KernelCall;

/// A daemon closes its device while something of it is still open or under way.
final class Unbinds {
  private static final int ATTEMPTS = 4;

  private Unbinds() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "unbind-with-descriptors",
            "A daemon closes its device and an anonymous descriptor in two threads, while a client"
                + " reads and lets go.",
            Unbinds::withDescriptors),
        new Race(
            "unbind-in-open",
            "A daemon closes its device while an OPEN is under way.",
            Unbinds::inOpen),
        new Race(
            "unbind-in-read",
            "A daemon closes its device while a READ is under way.",
            Unbinds::inRead),
        new Race(
            "unbind-in-close",
            "A daemon closes its device while a CLOSE is under way.",
            Unbinds::inClose),
        new Race(
            "unbind-and-bind-again",
            "A second daemon opens the device as soon as the first has closed it.",
            Unbinds::bindAgain),
        new Race(
            "unbind-while-mounting",
            "A daemon goes while two applications mount and unmount.",
            Unbinds::whileMounting));
  }

  private static void withDescriptors(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    stage.actor(daemon.process(), "close the device", daemon::closeDevice);
    stage.actor(
        daemon.process(), "close the descriptor", () -> daemon.closeObject(opened.object()));
    stage.actor("client", opened::readAndGiveBack);
    stage.join();
  }

  private static void inOpen(RaceStage stage) throws ErrnoException {
    RaceDaemon daemon = OpenedFile.bound(stage);
    Volume volume = stage.volume("v");
    RaceFile file = RaceFile.acquire(stage, volume, "a", true);
    if (volume == null || file == null) {
      throw Errno.EBUSY.exception();
    }
    stage.actor("client", file::touch);
    takesOne(stage, daemon);
    stage.actor(daemon.process(), "close the device", daemon::closeDevice);
    stage.join();
    file.relinquish();
    volume.relinquish(null, false);
    closeRest(stage, daemon);
  }

  private static void inRead(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    stage.actor("client", () -> opened.file().read(0));
    stage.actor("other client", () -> opened.file().read(1));
    takesOne(stage, opened.daemon());
    stage.actor(opened.daemon().process(), "close the device", opened.daemon()::closeDevice);
    stage.join();
    opened.giveBack();
    closeRest(stage, opened.daemon());
  }

  private static void inClose(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    stage.actor("client", opened::giveBack);
    takesOne(stage, opened.daemon());
    stage.actor(opened.daemon().process(), "close the device", opened.daemon()::closeDevice);
    stage.join();
    closeRest(stage, opened.daemon());
  }

  /// A thread takes one message, and answers it or not.
  private static void takesOne(RaceStage stage, RaceDaemon daemon) {
    stage.actor(
        daemon.process(),
        "serve",
        () -> {
          DaemonMessage message = daemon.next();
          if (message != null && !stage.happens("it is left unanswered")) {
            daemon.answer(message);
          }
        });
  }

  private static void closeRest(RaceStage stage, RaceDaemon daemon) {
    stage.actor(daemon.process(), "close the rest", daemon::closeAll);
    stage.join();
  }

  private static void bindAgain(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon first = opened.daemon();
    UserProcess process = stage.world().process("second daemon");
    RaceDaemon second = new RaceDaemon(stage, process);
    stage.actor(first.process(), "close", first::closeAll);
    stage.actor(
        process,
        "take over",
        () -> {
          for (int i = 0; i < ATTEMPTS && KernelCall.errno(second::bind) != null; i++) {
            second.closeAll();
            stage.settle();
          }
          second.serveAndClose();
        });
    stage.actor(
        "client",
        () -> {
          opened.file().read(0);
          opened.file().unuse();
          opened.file().touch();
        });
    stage.join();
    opened.file().relinquish();
    opened.volume().relinquish(null, false);
  }

  private static void whileMounting(RaceStage stage) {
    CacheOwner owner = CacheOwner.onDemand(stage);
    owner.servesAndGoes();
    Mounting.start(stage, "app", "/mnt1", "fsid=a");
    Mounting.start(stage, "other app", "/mnt2", "fsid=b");
    stage.join();
  }
}
