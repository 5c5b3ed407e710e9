package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.scenario.DaemonProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A daemon whose calls a scenario makes one by one. All but [#start] and [#call] are for tasks of
/// its process.
final class Daemon extends DaemonProcess {
  /// Milliseconds without a message after which a daemon has nothing more to serve.
  private static final long IDLE = 100;

  Daemon(World world, String name) {
    super(world.process(name));
  }

  /// Starts a task of this daemon, in which no call may fail.
  Task start(String name, KernelCall call) {
    return process().start(name, () -> Stage.must(call));
  }

  /// Makes a call in a task of its own and waits for its end.
  void call(KernelCall call) {
    start("call", call).join();
  }

  /// The errno with which a command fails, or null.
  @Nullable Errno refusal(String command) {
    return KernelCall.errno(() -> write(command));
  }

  boolean isReadable() throws ErrnoException {
    return system().poll(device(), PollEvents.POLLIN, 0) != 0;
  }

  /// Reads once, whatever comes.
  void look() throws ErrnoException {
    var _ = read();
  }

  /// Waits for a message and reads it.
  DaemonMessage next() throws ErrnoException {
    return requireNonNull(next(-1));
  }

  /// Waits for an OPEN and reads it.
  DaemonMessage.Open nextOpen() throws ErrnoException {
    DaemonMessage message = next();
    if (message instanceof DaemonMessage.Open open) {
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

  int pwrite(int fd, int count, long offset) throws ErrnoException {
    return system().pwrite(fd, content(count), offset);
  }

  /// What the daemon's files hold.
  static ByteBuffer content(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 0x5a);
    return ByteBuffer.wrap(bytes);
  }

  void close(int fd) throws ErrnoException {
    system().close(fd);
  }

  /// Serves as a careful daemon does, until nothing more comes. A READ of an object for which it
  /// has no descriptor is beyond it.
  void serve() throws ErrnoException {
    for (DaemonMessage message = next(IDLE); message != null; message = next(IDLE)) {
      switch (message) {
        case DaemonMessage.Open open -> copenOrClose(open);
        case DaemonMessage.Read read -> {
          int fd = descriptor(read.objectId());
          if (fd >= 0) {
            // Another thread may have closed it.
            var _ = KernelCall.errno(() -> fill(fd, read));
          }
        }
        case DaemonMessage.Close close -> {
          var _ = KernelCall.errno(() -> closeObject(close.objectId()));
        }
      }
    }
  }
}
