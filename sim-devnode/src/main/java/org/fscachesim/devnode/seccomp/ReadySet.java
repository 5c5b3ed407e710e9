package org.fscachesim.devnode.seccomp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostErrno;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.ffi.NativeCall;

/// Descriptors of this JVM, and a cheap question which of them are ready: however many there are,
/// it costs little more than the way into the kernel and back. For one thread at a time.
///
/// Stands on epoll(7), by level. A descriptor that is closed here leaves the set.
public final class ReadySet implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 02000000;
  private static final int ADD = 1;
  private static final int MOST = 64;

  private static final MethodHandle CREATE =
      NativeCall.bind("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle CONTROL =
      NativeCall.bind(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle WAIT =
      NativeCall.bind(
          "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private final boolean packed = Processor.current().orElseThrow() == Processor.X86_64;
  private final long entryBytes = packed ? 12 : 16;
  private final long tagAt = packed ? 4 : 8;
  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  private final MemorySegment entries = Arena.ofAuto().allocate(MOST * 16L, 8);
  private final int fd;

  public ReadySet() throws ErrnoException {
    try {
      fd = check((int) CREATE.invokeExact(state, CLOSE_ON_EXEC));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  private int check(int result) throws ErrnoException {
    if (result < 0) {
      throw HostErrno.exception(HostCalls.errno(state));
    }
    return result;
  }

  /// To poll: readable when one of the descriptors is ready.
  public int fd() {
    return fd;
  }

  /// Adds a descriptor.
  ///
  /// @param events that make it ready, as poll(2) has them; a hang-up always does
  /// @param tag what [#tag] will say of it
  public void add(int descriptor, int events, long tag) throws ErrnoException {
    entries.set(JAVA_INT, 0, events);
    entries.set(JAVA_LONG_UNALIGNED, tagAt, tag);
    try {
      int _ = check((int) CONTROL.invokeExact(state, fd, ADD, descriptor, entries));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// How many descriptors are ready now; of very many, as many as there is room for.
  public int ready() {
    try {
      int count;
      do {
        count = (int) WAIT.invokeExact(state, fd, entries, MOST, 0);
      } while (count < 0 && HostCalls.errno(state) == Errno.EINTR.code());
      return Math.max(0, count);
    } catch (Throwable e) {
      throw new IllegalStateException("a C function cannot throw", e);
    }
  }

  /// Which descriptor is the one with that number among the ready ones.
  public long tag(int index) {
    return entries.get(JAVA_LONG_UNALIGNED, index * entryBytes + tagAt);
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
