package org.fscachesim.scenario.catalogue.race;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A daemon that does all as it should; what it does when is up to the race. Its calls are for
/// tasks of its process.
final class RaceDaemon {
  /// Milliseconds without a message after which there is nothing more to serve.
  private static final long IDLE = 50;

  private static final int MOST_MESSAGES = 6;

  private final RaceStage stage;
  private final UserProcess process;
  private final SystemCalls system;
  private final Map<Integer, Integer> descriptors = new LinkedHashMap<>();
  private int device = -1;

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

  /// Waits for a message and takes it; null when none comes.
  @Nullable DaemonMessage next() throws ErrnoException {
    while (system.poll(device, PollEvents.POLLIN, IDLE) != 0) {
      ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
      if (system.read(device, buffer) > 0) {
        DaemonMessage message = DaemonMessage.decode(buffer.flip());
        if (message instanceof DaemonMessage.Open open) {
          descriptors.put(open.objectId(), open.fd());
        }
        return message;
      }
    }
    return null;
  }

  /// The descriptor of an object; -1 when it is closed.
  int descriptor(int object) {
    return descriptors.getOrDefault(object, -1);
  }

  /// Answers a message. What the kernel does not want any more is no mistake.
  void answer(DaemonMessage message) throws ErrnoException {
    switch (message) {
      case DaemonMessage.Open open -> {
        if (RaceStage.errno(
                () -> write("copen " + open.id() + "," + RaceStage.PAGES * RaceStage.PAGE))
            != null) {
          closeObject(open.objectId());
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

  private void fill(int fd, DaemonMessage.Read read) throws ErrnoException {
    byte[] content = RaceStage.content();
    int from = (int) Math.min(read.offset(), content.length);
    int count = (int) Math.min(read.count(), content.length - from);
    system.pwrite(fd, ByteBuffer.wrap(content, from, count).slice(), read.offset());
  }

  void closeObject(int object) throws ErrnoException {
    Integer fd = descriptors.remove(object);
    if (fd != null) {
      system.close(fd);
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

  /// Serves a drawn number of messages, then closes everything.
  void serveAndClose() throws ErrnoException {
    serve(MOST_MESSAGES - 1 - stage.draw("messages that are left", MOST_MESSAGES));
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
