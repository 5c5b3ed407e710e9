package org.fscachesim.devnode;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.wait.PollTable;

/// System calls of a process of a simulated kernel. Called by tasks of that process.
///
/// A task that is killed does not come back from the call that it is in. Who watches the machine
/// hears of each call that ends, but for poll.
public final class SimulatedSystem implements SystemCalls {
  private final Kernel kernel;
  private final UserProcess process;

  public SimulatedSystem(UserProcess process) {
    this.kernel = process.kernel();
    this.process = process;
  }

  public UserProcess process() {
    return process;
  }

  /// What a call does with an open file.
  @FunctionalInterface
  private interface Call<T> {
    T on(KernelFile file) throws ErrnoException;
  }

  /// Makes a call, and tells what came of it.
  private <T> T told(Supplier<String> call, Body<T> body, Function<T, String> outcome)
      throws ErrnoException {
    try {
      T result = body.run();
      kernel.machine().note(() -> call.get() + " = " + outcome.apply(result));
      return result;
    } catch (ErrnoException e) {
      kernel.machine().note(() -> call.get() + " = " + e.errno());
      throw e;
    }
  }

  /// The body of a call.
  @FunctionalInterface
  private interface Body<T> {
    T run() throws ErrnoException;
  }

  private <T> T with(int fd, Call<T> call) throws ErrnoException {
    KernelFile file = process.files().get(fd);
    try {
      return call.on(file);
    } finally {
      file.put();
      UserProcess.returnToUser(kernel);
    }
  }

  @Override
  public int open(String path, OpenFlags flags) throws ErrnoException {
    return told(() -> "open(" + path + ")", () -> openFile(path, flags), String::valueOf);
  }

  private int openFile(String path, OpenFlags flags) throws ErrnoException {
    int fd = process.files().reserve();
    boolean installed = false;
    try {
      process.files().install(fd, kernel.namespace().open(process, path, flags));
      installed = true;
      return fd;
    } finally {
      if (!installed) {
        process.files().unreserve(fd);
      }
      UserProcess.returnToUser(kernel);
    }
  }

  @Override
  public void close(int fd) throws ErrnoException {
    var _ =
        told(
            () -> "close(" + fd + ")",
            () -> {
              process.files().close(fd);
              return 0;
            },
            String::valueOf);
    UserProcess.returnToUser(kernel);
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    return told(() -> "dup(" + fd + ")", () -> process.files().dup(fd), String::valueOf);
  }

  @Override
  public int read(int fd, ByteBuffer into) throws ErrnoException {
    int got =
        told(
            () -> "read(" + fd + ")",
            () -> with(fd, f -> f.read(UserBuffer.of(into))),
            n -> CallText.message(into.slice(into.position(), n)));
    into.position(into.position() + got);
    return got;
  }

  @Override
  public int pread(int fd, ByteBuffer into, long offset) throws ErrnoException {
    int got =
        told(
            () -> "pread(" + fd + " at " + offset + ")",
            () -> with(fd, f -> f.pread(UserBuffer.of(into), offset)),
            n -> CallText.data(into.slice(into.position(), n)));
    into.position(into.position() + got);
    return got;
  }

  @Override
  public int write(int fd, ByteBuffer from) throws ErrnoException {
    return told(
        () -> "write(" + fd + ", " + CallText.command(from) + ")",
        () -> with(fd, f -> f.write(UserBuffer.of(from))),
        String::valueOf);
  }

  @Override
  public int pwrite(int fd, ByteBuffer from, long offset) throws ErrnoException {
    return told(
        () -> "pwrite(" + fd + ", " + CallText.data(from) + " at " + offset + ")",
        () -> with(fd, f -> f.pwrite(UserBuffer.of(from), offset)),
        String::valueOf);
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return told(
        () -> "lseek(" + fd + ", " + offset + ", " + whence + ")",
        () -> with(fd, f -> f.lseek(offset, whence)),
        String::valueOf);
  }

  @Override
  public long ioctl(int fd, int command, long argument) throws ErrnoException {
    String name = command == READ_COMPLETE ? "READ_COMPLETE" : "0x" + Integer.toHexString(command);
    return told(
        () -> "ioctl(" + fd + ", " + name + ", " + argument + ")",
        () -> with(fd, f -> f.ioctl(command, argument)),
        String::valueOf);
  }

  @Override
  public int poll(int fd, int events, long timeoutMillis) throws ErrnoException {
    return with(fd, f -> poll(f, events, timeoutMillis));
  }

  private int poll(KernelFile file, int events, long timeoutMillis) throws ErrnoException {
    int wanted = events | PollEvents.POLLERR | PollEvents.POLLHUP;
    long deadline =
        timeoutMillis < 0 ? Long.MAX_VALUE : kernel.nanos() + timeoutMillis * 1_000_000L;
    try (PollTable table = new PollTable(kernel)) {
      int ready = file.poll(table) & wanted;
      while (ready == 0 && kernel.nanos() < deadline) {
        if (kernel.current().isKilled()) {
          throw Errno.EINTR.exception();
        }
        table.sleepUntil(deadline);
        ready = file.poll(null) & wanted;
      }
      return ready;
    }
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    process.chdir(path);
  }
}
