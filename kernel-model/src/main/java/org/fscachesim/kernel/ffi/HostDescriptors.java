package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.fscachesim.kernel.ErrnoException;

/// The host's calls that ask about descriptors of this process.
public final class HostDescriptors {
  private static final int F_GETFL = 3;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final long PAGE = 4096;
  private static final long MAP_FAILED = -1;

  private static final MethodHandle FCNTL =
      NativeCall.bind(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle MMAP =
      NativeCall.bind(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      NativeCall.bind("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

  private HostDescriptors() {}

  /// fcntl(2) with F_GETFL: access mode and status flags.
  public static int flags(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      return call.check((int) FCNTL.invokeExact(call.state(), fd, F_GETFL));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// mmap(2) of the first page, shared, readable and writable; it is unmapped at once.
  public static void mapOnce(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      long address =
          (long)
              MMAP.invokeExact(
                  call.state(), MemorySegment.NULL, PAGE, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
      if (address == MAP_FAILED) {
        throw HostErrno.exception(call.errno());
      }
      call.check((int) MUNMAP.invokeExact(call.state(), address, PAGE));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// readlink(2) of the descriptor in /proc/self/fd.
  public static String link(int fd) throws ErrnoException {
    return LibC.readlinkat(HostFlags.AT_FDCWD, "/proc/self/fd/" + fd);
  }
}
