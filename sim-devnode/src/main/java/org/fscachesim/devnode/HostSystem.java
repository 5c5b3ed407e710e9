package org.fscachesim.devnode;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.NativeCall;
import org.fscachesim.kernel.vfs.OpenFlags;

/// System calls of this very process, made with the host's C library: a daemon that uses it serves
/// the real `/dev/cachefiles`, where that node exists.
///
/// Calls are single, as the daemon made them; nothing is repeated, except that a call that a signal
/// interrupted is made again. Because a thread that sits in one of them cannot do anything else,
/// run a daemon's workers on platform threads.
public final class HostSystem implements SystemCalls {
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;
  private static final int POLLFD_SIZE = 8;
  private static final int POLLFD_EVENTS = 4;
  private static final int POLLFD_REVENTS = 6;

  private static final MethodHandle OPEN =
      NativeCall.bind(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      NativeCall.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle DUP =
      NativeCall.bind("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle CHDIR =
      NativeCall.bind("chdir", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle READ =
      NativeCall.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      NativeCall.bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle PREAD =
      NativeCall.bind(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PWRITE =
      NativeCall.bind(
          "pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle LSEEK =
      NativeCall.bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle IOCTL =
      NativeCall.bind(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle POLL =
      NativeCall.bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  /// Whether this machine has the device node.
  public static boolean hasDevice() {
    return Files.exists(Path.of(DEVICE));
  }

  /// A native call that gives a result or a negative number and an errno.
  @FunctionalInterface
  private interface Body {
    long run(NativeCall call) throws Throwable;
  }

  private static long call(Body body) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      long result;
      do {
        result = body.run(call);
      } while (call.interrupted(result));
      return call.check(result);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  @Override
  public int open(String path, OpenFlags flags) throws ErrnoException {
    int access = flags.read() ? flags.write() ? O_RDWR : 0 : O_WRONLY;
    int all = access | O_CLOEXEC | (flags.nonblock() ? O_NONBLOCK : 0);
    return (int) call(c -> (int) OPEN.invokeExact(c.state(), c.string(path), all, 0));
  }

  @Override
  public void close(int fd) throws ErrnoException {
    // Not made again after a signal: Linux has closed the descriptor by then.
    try (NativeCall call = new NativeCall()) {
      call.check((int) CLOSE.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    return (int) call(c -> (int) DUP.invokeExact(c.state(), fd));
  }

  @Override
  public int read(int fd, ByteBuffer into) throws ErrnoException {
    return fill(
        into, (c, memory, length) -> (long) READ.invokeExact(c.state(), fd, memory, length));
  }

  @Override
  public int pread(int fd, ByteBuffer into, long offset) throws ErrnoException {
    return fill(
        into,
        (c, memory, length) -> (long) PREAD.invokeExact(c.state(), fd, memory, length, offset));
  }

  @Override
  public int write(int fd, ByteBuffer from) throws ErrnoException {
    return drain(
        from, (c, memory, length) -> (long) WRITE.invokeExact(c.state(), fd, memory, length));
  }

  @Override
  public int pwrite(int fd, ByteBuffer from, long offset) throws ErrnoException {
    return drain(
        from,
        (c, memory, length) -> (long) PWRITE.invokeExact(c.state(), fd, memory, length, offset));
  }

  /// A call that moves bytes between a descriptor and memory.
  @FunctionalInterface
  private interface Transfer {
    long run(NativeCall call, MemorySegment memory, long length) throws Throwable;
  }

  private static int fill(ByteBuffer into, Transfer transfer) throws ErrnoException {
    int length = into.remaining();
    return (int)
        call(
            c -> {
              boolean direct = into.isDirect();
              MemorySegment memory = direct ? MemorySegment.ofBuffer(into) : c.memory(length);
              long got = transfer.run(c, memory, length);
              if (got > 0) {
                if (!direct) {
                  into.put(into.position(), memory.asSlice(0, got).asByteBuffer(), 0, (int) got);
                }
                into.position(into.position() + (int) got);
              }
              return got;
            });
  }

  private static int drain(ByteBuffer from, Transfer transfer) throws ErrnoException {
    int length = from.remaining();
    return (int)
        call(
            c -> {
              MemorySegment memory;
              if (from.isDirect()) {
                memory = MemorySegment.ofBuffer(from);
              } else {
                memory = c.memory(length);
                memory.asByteBuffer().put(from.duplicate());
              }
              return transfer.run(c, memory, length);
            });
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return call(c -> (long) LSEEK.invokeExact(c.state(), fd, offset, whence));
  }

  @Override
  public long ioctl(int fd, int command, long argument) throws ErrnoException {
    long number = Integer.toUnsignedLong(command);
    return call(c -> (int) IOCTL.invokeExact(c.state(), fd, number, argument));
  }

  @Override
  public int poll(int fd, int events, long timeoutMillis) throws ErrnoException {
    long begin = System.nanoTime();
    try (NativeCall call = new NativeCall()) {
      MemorySegment entry = call.memory(POLLFD_SIZE);
      entry.set(JAVA_INT, 0, fd);
      entry.set(JAVA_SHORT, POLLFD_EVENTS, (short) events);
      while (true) {
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        int left =
            timeoutMillis < 0 ? -1 : Math.clamp(timeoutMillis - passed, 0, Integer.MAX_VALUE);
        int ready = (int) POLL.invokeExact(call.state(), entry, 1L, left);
        if (!call.interrupted(ready)) {
          call.check(ready);
          return entry.get(JAVA_SHORT, POLLFD_REVENTS) & 0xffff;
        }
      }
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    call(c -> (int) CHDIR.invokeExact(c.state(), c.string(path)));
  }
}
