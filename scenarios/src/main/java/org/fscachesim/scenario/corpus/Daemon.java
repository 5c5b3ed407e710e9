package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A daemon whose calls a scenario makes one by one. All but [#start] and [#call] are for tasks of
/// its process.
final class Daemon {
  /// Milliseconds without a message after which a daemon has nothing more to serve.
  private static final long IDLE = 100;

  private final UserProcess process;
  private final SystemCalls system;
  private final Map<Integer, Integer> descriptors = new LinkedHashMap<>();
  private int device = -1;

  Daemon(World world, String name) {
    this.process = world.process(name);
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

  /// Starts a task of this daemon, in which no call may fail.
  Task start(String name, Stage.Call call) {
    return process.start(name, () -> Stage.must(call));
  }

  /// Makes a call in a task of its own and waits for its end.
  void call(Stage.Call call) {
    start("call", call).join();
  }

  void openDevice() throws ErrnoException {
    device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
  }

  void bind(String directory, String command) throws ErrnoException {
    openDevice();
    write("dir " + directory);
    write("tag t");
    write(command);
  }

  void write(String command) throws ErrnoException {
    system.write(device, World.text(command));
  }

  /// The errno with which a command fails, or null.
  @Nullable Errno refusal(String command) {
    return errno(() -> write(command));
  }

  /// The errno with which a call fails, or null.
  static @Nullable Errno errno(Stage.Call call) {
    try {
      call.run();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  boolean isReadable() throws ErrnoException {
    return system.poll(device, PollEvents.POLLIN, 0) != 0;
  }

  /// Reads once; null when there is nothing.
  @Nullable DaemonMessage read() throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
    return system.read(device, buffer) == 0 ? null : DaemonMessage.decode(buffer.flip());
  }

  /// Reads once, whatever comes.
  void look() throws ErrnoException {
    var _ = read();
  }

  /// Reads once, into memory of a special kind.
  void readInto(UserBuffer memory) throws ErrnoException {
    KernelFile file = process.files().get(device);
    try {
      file.read(memory);
    } finally {
      file.put();
    }
  }

  /// Waits for a message and reads it.
  DaemonMessage next() throws ErrnoException {
    return requireNonNull(next(-1));
  }

  private @Nullable DaemonMessage next(long timeout) throws ErrnoException {
    while (system.poll(device, PollEvents.POLLIN, timeout) != 0) {
      DaemonMessage message = read();
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  /// Waits for an OPEN and reads it.
  DaemonMessage.Open nextOpen() throws ErrnoException {
    DaemonMessage message = next();
    if (message instanceof DaemonMessage.Open open) {
      descriptors.put(open.objectId(), open.fd());
      return open;
    }
    throw new ScenarioFailure("an OPEN should come, but it is " + message);
  }

  /// Waits for a READ and reads it.
  DaemonMessage.Read nextRead() throws ErrnoException {
    DaemonMessage message = next();
    if (message instanceof DaemonMessage.Read read) {
      return read;
    }
    throw new ScenarioFailure("a READ should come, but it is " + message);
  }

  /// Waits for an OPEN and answers it.
  ///
  /// @return the descriptor
  int answerOpen() throws ErrnoException {
    DaemonMessage.Open open = nextOpen();
    copen(open, Stage.FILE_SIZE);
    return open.fd();
  }

  void copen(DaemonMessage.Open open, long size) throws ErrnoException {
    copen(open.id(), size);
  }

  void copen(long id, long size) throws ErrnoException {
    write("copen " + id + "," + size);
  }

  /// As a careful daemon answers an OPEN: when the kernel wants the answer no more, it closes what
  /// it got.
  void copenOrClose(DaemonMessage.Open open) throws ErrnoException {
    if (refusal("copen " + open.id() + "," + Stage.FILE_SIZE) != null) {
      close(open.fd());
    }
  }

  /// Fills the range of a READ and completes it.
  void fill(int fd, DaemonMessage.Read read) throws ErrnoException {
    pwrite(fd, (int) read.count(), read.offset());
    complete(fd, read.id());
  }

  void complete(int fd, long id) throws ErrnoException {
    system.ioctl(fd, SystemCalls.READ_COMPLETE, id);
  }

  int pwrite(int fd, int count, long offset) throws ErrnoException {
    return system.pwrite(fd, content(count), offset);
  }

  /// What the daemon's files hold.
  static ByteBuffer content(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 0x5a);
    return ByteBuffer.wrap(bytes);
  }

  void close(int fd) throws ErrnoException {
    system.close(fd);
  }

  void closeDevice() throws ErrnoException {
    close(device);
  }

  /// Serves as a careful daemon does, until nothing more comes. A READ of an object for which it
  /// has no descriptor is beyond it.
  void serve() throws ErrnoException {
    for (DaemonMessage message = next(IDLE); message != null; message = next(IDLE)) {
      switch (message) {
        case DaemonMessage.Open open -> {
          descriptors.put(open.objectId(), open.fd());
          copenOrClose(open);
        }
        case DaemonMessage.Read read -> {
          Integer fd = descriptors.get(read.objectId());
          if (fd != null) {
            // Another thread may have closed it.
            var _ = errno(() -> fill(fd, read));
          }
        }
        case DaemonMessage.Close close -> {
          Integer fd = descriptors.remove(close.objectId());
          if (fd != null) {
            var _ = errno(() -> close(fd));
          }
        }
      }
    }
  }
}
