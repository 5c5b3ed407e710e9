package org.fscachesim.scenario.catalogue.race;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.DaemonProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.jspecify.annotations.Nullable;

/// A daemon that does all as it should; what it does when is up to the race. Its calls are for
/// tasks of its process.
final class RaceDaemon extends DaemonProcess {
  /// Milliseconds without a message after which there is nothing more to serve.
  private static final long IDLE = 50;

  private static final int MOST_MESSAGES = 6;

  /// More messages than any race has.
  static final int ENOUGH = 100;

  private final RaceStage stage;
  private final List<DaemonMessage> kept = new ArrayList<>();
  private boolean lost;

  RaceDaemon(RaceStage stage, UserProcess process) {
    super(process);
    this.stage = stage;
  }

  void bind() throws ErrnoException {
    bind("/cache", "bind ondemand");
  }

  /// Messages that were taken and are to be answered by whoever likes.
  List<DaemonMessage> kept() {
    memory().change();
    return kept;
  }

  /// Waits for a message and takes it; null when none comes.
  @Nullable DaemonMessage next() throws ErrnoException {
    return next(IDLE);
  }

  /// Reads the device once, into [SlowMemory]; null when nothing is there.
  @Nullable DaemonMessage readSlowly() throws ErrnoException {
    SlowMemory memory = new SlowMemory(stage);
    try {
      readInto(memory);
    } catch (ErrnoException e) {
      lost |= e.errno() == Errno.EFAULT;
      throw e;
    }
    DaemonMessage message = memory.message();
    return message == null ? null : took(message);
  }

  /// Answers a message. What the kernel does not want any more is no mistake.
  void answer(DaemonMessage message) throws ErrnoException {
    switch (message) {
      case DaemonMessage.Open open -> {
        if (KernelCall.errno(() -> write("copen " + open.id() + "," + RaceStage.SIZE)) != null) {
          closeAfter(open);
        }
      }
      case DaemonMessage.Read read -> {
        int fd = descriptor(read.objectId());
        fill(fd, read);
        complete(fd, read.id());
      }
      case DaemonMessage.Close close -> closeObject(close.objectId());
    }
  }

  /// Closes what came with an OPEN that could not be answered, unless the object has got another
  /// descriptor meanwhile.
  private void closeAfter(DaemonMessage.Open open) throws ErrnoException {
    if (descriptor(open.objectId()) == open.fd()) {
      closeObject(open.objectId());
    }
  }

  private void fill(int fd, DaemonMessage.Read read) throws ErrnoException {
    byte[] content = RaceStage.content();
    int from = (int) Math.min(read.offset(), content.length);
    int count = (int) Math.min(read.count(), content.length - from);
    int written = system().pwrite(fd, ByteBuffer.wrap(content, from, count).slice(), read.offset());
    if (written > count) {
      throw new ScenarioFailure(
          Symptom.PROTOCOL, count + " bytes were given, and " + written + " written");
    }
  }

  /// Closes the descriptors of all objects, though nothing asks for it.
  void closeObjects() {
    for (int object : objects()) {
      var _ = KernelCall.errno(() -> closeObject(object));
    }
  }

  /// Serves until nothing more comes, or `most` messages.
  void serve(int most) throws ErrnoException {
    for (int i = 0; i < most; i++) {
      DaemonMessage message = next();
      if (message == null) {
        return;
      }
      var _ = KernelCall.errno(() -> answer(message));
    }
  }

  /// Answers what was kept, has everything that is not answered given out again, and serves until
  /// nothing more comes. When a message was lost it may have been a CLOSE, so all is closed.
  void recover() throws ErrnoException {
    if (lost) {
      closeObjects();
    }
    while (!kept().isEmpty()) {
      DaemonMessage message = kept().removeFirst();
      var _ = KernelCall.errno(() -> answer(message));
    }
    var _ = KernelCall.errno(() -> write("restore"));
    serve(ENOUGH);
  }

  /// Does only what no file can go without, until nothing more comes: closes descriptors when it is
  /// told to. All else is kept.
  void closeWhatGoes() throws ErrnoException {
    for (DaemonMessage message = next(); message != null; message = next()) {
      if (message instanceof DaemonMessage.Close close) {
        closeObject(close.objectId());
      } else {
        kept().add(message);
      }
    }
  }

  /// Serves a drawn number of messages, then closes everything.
  void serveAndClose() {
    int most = MOST_MESSAGES - 1 - stage.draw("messages that are left", MOST_MESSAGES);
    var _ = KernelCall.errno(() -> serve(most));
    closeAll();
  }

  /// Closes all that is open, in a drawn order.
  void closeAll() {
    List<Integer> open = process().files().open();
    boolean last = stage.happens("the device goes last");
    for (int fd : last ? open.reversed() : open) {
      var _ = KernelCall.errno(() -> system().close(fd));
    }
  }
}
