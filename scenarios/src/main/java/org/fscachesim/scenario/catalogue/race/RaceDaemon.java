package org.fscachesim.scenario.catalogue.race;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A daemon that does all as it should; what it does when is up to the race. Its calls are for
/// tasks of its process.
final class RaceDaemon {
  /// Milliseconds without a message after which there is nothing more to serve.
  private static final long IDLE = 50;

  private static final int MOST_MESSAGES = 6;

  /// More messages than any race has.
  static final int ENOUGH = 100;

  private final RaceStage stage;
  private final UserProcess process;
  private final SystemCalls system;
  private final Map<Integer, Integer> descriptors = new LinkedHashMap<>();
  private final List<DaemonMessage> kept = new ArrayList<>();
  private int device = -1;
  private long lastId;
  private boolean lost;

  RaceDaemon(RaceStage stage, UserProcess process) {
    this.stage = stage;
    this.process = process;
    this.system = new SimulatedSystem(process);
  }

  UserProcess process() {
    return process;
  }

  SystemCalls system() {
    return system;
  }

  int device() {
    return device;
  }

  /// Takes an open device over.
  void adopt(int fd) {
    device = fd;
  }

  void bind() throws ErrnoException {
    device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
    for (String command : List.of("dir /cache", "tag t", "bind ondemand")) {
      write(command);
    }
  }

  void write(String command) throws ErrnoException {
    system.write(device, World.text(command));
  }

  /// Messages that were taken and are to be answered by whoever likes.
  List<DaemonMessage> kept() {
    return kept;
  }

  /// The objects for which there are descriptors.
  List<Integer> objects() {
    return List.copyOf(descriptors.keySet());
  }

  /// Waits for a message and takes it; null when none comes.
  @Nullable DaemonMessage next() throws ErrnoException {
    while (system.poll(device, PollEvents.POLLIN, IDLE) != 0) {
      DaemonMessage message = read();
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  /// Reads the device once; null when nothing is there.
  @Nullable DaemonMessage read() throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
    if (system.read(device, buffer) == 0) {
      return null;
    }
    return took(DaemonMessage.decode(buffer.flip()));
  }

  /// Reads the device once, into [SlowMemory]; null when nothing is there.
  @Nullable DaemonMessage readSlowly() throws ErrnoException {
    SlowMemory memory = new SlowMemory(stage);
    KernelFile file = process.files().get(device);
    try {
      file.read(memory);
    } catch (ErrnoException e) {
      lost |= e.errno() == Errno.EFAULT;
      throw e;
    } finally {
      file.put();
    }
    DaemonMessage message = memory.message();
    return message == null ? null : took(message);
  }

  private DaemonMessage took(DaemonMessage message) {
    lastId = Math.max(lastId, message.id());
    if (message instanceof DaemonMessage.Open open) {
      descriptors.put(open.objectId(), open.fd());
    }
    return message;
  }

  /// The largest number of a message that was read so far.
  long lastId() {
    return lastId;
  }

  /// The descriptor of an object; -1 when it is closed.
  int descriptor(int object) {
    return descriptors.getOrDefault(object, -1);
  }

  /// Answers a message. What the kernel does not want any more is no mistake.
  void answer(DaemonMessage message) throws ErrnoException {
    switch (message) {
      case DaemonMessage.Open open -> {
        if (RaceStage.errno(() -> write("copen " + open.id() + "," + RaceStage.SIZE)) != null) {
          closeAfter(open);
        }
      }
      case DaemonMessage.Read read -> {
        int fd = descriptor(read.objectId());
        fill(fd, read);
        system.ioctl(fd, SystemCalls.READ_COMPLETE, read.id());
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
    int written = system.pwrite(fd, ByteBuffer.wrap(content, from, count).slice(), read.offset());
    if (written > count) {
      throw new ScenarioFailure(
          Symptom.PROTOCOL, count + " bytes were given, and " + written + " written");
    }
  }

  void closeObject(int object) throws ErrnoException {
    Integer fd = descriptors.remove(object);
    if (fd != null) {
      system.close(fd);
    }
  }

  /// Closes the descriptors of all objects, though nothing asks for it.
  void closeObjects() {
    for (int object : objects()) {
      var _ = RaceStage.errno(() -> closeObject(object));
    }
  }

  /// Serves until nothing more comes, or `most` messages.
  void serve(int most) throws ErrnoException {
    for (int i = 0; i < most; i++) {
      DaemonMessage message = next();
      if (message == null) {
        return;
      }
      var _ = RaceStage.errno(() -> answer(message));
    }
  }

  /// Answers what was kept, has everything that is not answered given out again, and serves until
  /// nothing more comes. When a message was lost it may have been a CLOSE, so all is closed.
  void recover() throws ErrnoException {
    if (lost) {
      closeObjects();
    }
    while (!kept.isEmpty()) {
      DaemonMessage message = kept.removeFirst();
      var _ = RaceStage.errno(() -> answer(message));
    }
    var _ = RaceStage.errno(() -> write("restore"));
    serve(ENOUGH);
  }

  /// Does only what no file can go without, until nothing more comes: closes descriptors when it is
  /// told to. All else is kept.
  void closeWhatGoes() throws ErrnoException {
    for (DaemonMessage message = next(); message != null; message = next()) {
      if (message instanceof DaemonMessage.Close close) {
        closeObject(close.objectId());
      } else {
        kept.add(message);
      }
    }
  }

  /// Serves a drawn number of messages, then closes everything.
  void serveAndClose() {
    int most = MOST_MESSAGES - 1 - stage.draw("messages that are left", MOST_MESSAGES);
    var _ = RaceStage.errno(() -> serve(most));
    closeAll();
  }

  /// Closes all that is open, in a drawn order.
  void closeAll() {
    List<Integer> open = process.files().open();
    boolean last = stage.happens("the device goes last");
    for (int fd : last ? open.reversed() : open) {
      var _ = RaceStage.errno(() -> system.close(fd));
    }
  }

  /// Closes the device only.
  void closeDevice() throws ErrnoException {
    system.close(device);
  }
}
