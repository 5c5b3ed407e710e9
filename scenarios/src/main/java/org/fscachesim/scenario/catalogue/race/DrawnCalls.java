package org.fscachesim.scenario.catalogue.race;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.jspecify.annotations.Nullable;

/// A thread of a daemon that makes drawn calls, sensible ones and mistakes. Threads of one daemon
/// know of each other's messages and descriptors, and get into each other's way.
///
/// Mistakes must be refused. Data that it writes is always right, so that a reader who gets other
/// data got it from the kernel.
final class DrawnCalls {
  /// What it may do next.
  private enum Call {
    SERVE,
    TAKE,
    ANSWER,
    LOOK,
    LOOK_SLOWLY,
    POLL,
    RESTORE,
    CLOSE,
    WRITE,
    REFUSE,
    REFUSE_WHAT_COMES_NEXT,
    MISTAKE_ONE_FOR_ANOTHER,
    COMPLETE_WITHOUT_DATA,
    ANSWER_WITH_NONSENSE
  }

  /// What a daemon is like: a run in which all may happen seldom has what belongs together.
  private static final List<List<Call>> MANNERS =
      List.of(
          List.of(Call.values()),
          List.of(Call.SERVE, Call.TAKE, Call.ANSWER, Call.RESTORE, Call.LOOK, Call.LOOK_SLOWLY),
          List.of(Call.SERVE, Call.LOOK, Call.CLOSE, Call.WRITE, Call.POLL),
          List.of(Call.SERVE, Call.LOOK, Call.CLOSE, Call.REFUSE, Call.REFUSE_WHAT_COMES_NEXT));

  private static final int MOST = 4;
  private static final int AHEAD = 2;
  private static final long NO_ERROR_NUMBER = -5000;

  private final RaceStage stage;
  private final RaceDaemon daemon;
  private final List<Call> manner;
  private final boolean alone;
  private boolean wroteOn;

  private DrawnCalls(RaceStage stage, RaceDaemon daemon, List<Call> manner, boolean alone) {
    this.stage = stage;
    this.daemon = daemon;
    this.manner = manner;
    this.alone = alone;
  }

  /// For the threads of a daemon, of a drawn manner.
  ///
  /// @param threads how many there are
  static DrawnCalls of(RaceStage stage, RaceDaemon daemon, int threads) {
    int manner = stage.draw("manner of the daemon", MANNERS.size());
    return new DrawnCalls(stage, daemon, MANNERS.get(manner), threads == 1);
  }

  /// Makes some calls. Each may fail.
  void run() {
    int calls = 1 + stage.draw("calls of a thread", MOST);
    for (int i = 0; i < calls; i++) {
      Call call = manner.get(stage.draw("call", manner.size()));
      var _ = KernelCall.errno(() -> make(call));
    }
  }

  private void make(Call call) throws ErrnoException {
    switch (call) {
      case SERVE -> daemon.serve(1);
      case TAKE -> keep(daemon.next());
      case ANSWER -> {
        if (!daemon.kept().isEmpty()) {
          daemon.answer(daemon.kept().removeFirst());
        }
      }
      case LOOK -> keep(daemon.read());
      case LOOK_SLOWLY -> keep(daemon.readSlowly());
      case POLL -> daemon.system().poll(daemon.device(), PollEvents.POLLIN, 0);
      case RESTORE -> daemon.write("restore");
      case CLOSE -> {
        List<Integer> objects = daemon.objects();
        if (!objects.isEmpty()) {
          daemon.closeObject(objects.get(stage.draw("object", objects.size())));
        }
      }
      case WRITE -> write();
      case REFUSE -> {
        if (any() instanceof DaemonMessage.Open open) {
          daemon.write("copen " + open.id() + ",-5");
        }
      }
      case REFUSE_WHAT_COMES_NEXT ->
          daemon.write("copen " + (daemon.lastId() + 1 + stage.draw("ahead", AHEAD)) + ",-5");
      case MISTAKE_ONE_FOR_ANOTHER -> mistake();
      case COMPLETE_WITHOUT_DATA -> {
        if (any() instanceof DaemonMessage.Read read) {
          complete(read);
        }
      }
      case ANSWER_WITH_NONSENSE -> {
        if (any() instanceof DaemonMessage.Open open) {
          refused(
              "a size of " + NO_ERROR_NUMBER,
              () -> daemon.write("copen " + open.id() + "," + NO_ERROR_NUMBER));
        }
      }
    }
  }

  private void keep(@Nullable DaemonMessage message) {
    if (message != null) {
      daemon.kept().add(message);
    }
  }

  /// A message that nobody has answered: an old one, or the next.
  private @Nullable DaemonMessage any() throws ErrnoException {
    if (daemon.kept().isEmpty()) {
      keep(daemon.next());
    }
    return daemon.kept().isEmpty() ? null : daemon.kept().getFirst();
  }

  private void mistake() throws ErrnoException {
    switch (any()) {
      case DaemonMessage.Open open ->
          refused("a completion of an OPEN as if it were a READ", () -> complete(open));
      case DaemonMessage.Read read ->
          refused(
              "an answer to a READ as if it were an OPEN",
              () -> daemon.write("copen " + read.id() + "," + RaceStage.SIZE));
      case DaemonMessage.Close close -> daemon.write("copen " + close.id() + ",0");
      case null -> {}
    }
  }

  private static void refused(String what, KernelCall call) {
    if (KernelCall.errno(call) == null) {
      throw new ScenarioFailure(Symptom.PROTOCOL, what + " is taken");
    }
  }

  private void complete(DaemonMessage message) throws ErrnoException {
    int fd = daemon.descriptor(message.objectId());
    daemon.system().ioctl(fd, SystemCalls.READ_COMPLETE, message.id());
  }

  /// What nobody has asked for yet. A thread that shares the descriptors with another one has to
  /// say where.
  private void write() throws ErrnoException {
    List<Integer> objects = daemon.objects();
    if (objects.isEmpty()) {
      return;
    }
    int fd = daemon.descriptor(objects.get(stage.draw("object", objects.size())));
    daemon.system().pwrite(fd, page(0), 0);
    if (alone && !wroteOn && stage.happens("it writes on where it is")) {
      // Once: what follows would be behind the end, and lseek() does not move where it is.
      wroteOn = true;
      daemon.system().write(fd, page(0));
      daemon.system().write(fd, page(1));
    }
  }

  private static ByteBuffer page(int page) {
    byte[] content = RaceStage.content();
    int from = page * RaceStage.PAGE;
    int count = Math.min(RaceStage.PAGE, content.length - from);
    return ByteBuffer.wrap(content, from, count).slice();
  }
}
