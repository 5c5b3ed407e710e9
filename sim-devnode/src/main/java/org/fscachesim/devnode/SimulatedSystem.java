package org.fscachesim.devnode;

import java.nio.ByteBuffer;
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
/// A task that is killed does not come back from the call that it is in.
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
    int fd = process.files().reserve();
    boolean installed = false;
    try {
      process.files().install(fd, kernel.namespace().openDevice(process, path, flags));
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
    process.files().close(fd);
    UserProcess.returnToUser(kernel);
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    return process.files().dup(fd);
  }

  @Override
  public int read(int fd, ByteBuffer into) throws ErrnoException {
    int got = with(fd, f -> f.read(UserBuffer.of(into)));
    into.position(into.position() + got);
    return got;
  }

  @Override
  public int pread(int fd, ByteBuffer into, long offset) throws ErrnoException {
    int got = with(fd, f -> f.pread(UserBuffer.of(into), offset));
    into.position(into.position() + got);
    return got;
  }

  @Override
  public int write(int fd, ByteBuffer from) throws ErrnoException {
    return with(fd, f -> f.write(UserBuffer.of(from)));
  }

  @Override
  public int pwrite(int fd, ByteBuffer from, long offset) throws ErrnoException {
    return with(fd, f -> f.pwrite(UserBuffer.of(from), offset));
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return with(fd, f -> f.lseek(offset, whence));
  }

  @Override
  public long ioctl(int fd, int command, long argument) throws ErrnoException {
    return with(fd, f -> f.ioctl(command, argument));
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
