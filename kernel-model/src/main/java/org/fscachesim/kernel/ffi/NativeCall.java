package org.fscachesim.kernel.ffi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// One call of a C function: the memory for its arguments, and the errno that it left.
///
/// ```java
/// private static final MethodHandle FSYNC =
///     NativeCall.bind("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
///
/// static void fsync(int fd) throws ErrnoException {
///   try (NativeCall call = new NativeCall()) {
///     call.check((int) FSYNC.invokeExact(call.state(), fd));
///   } catch (Throwable e) {
///     throw NativeCall.failure(e);
///   }
/// }
/// ```
///
/// Handles belong in static final fields: only then are they as fast as a native method.
public final class NativeCall implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(STATE);

  /// A handle of the C function of that name. Its first parameter, before those of `descriptor`, is
  /// [#state].
  ///
  /// @param options e.g. [Linker.Option#firstVariadicArg]
  /// @throws UnsatisfiedLinkError when the host's C library has no such function
  public static MethodHandle bind(
      String function, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    MemorySegment address =
        LINKER
            .defaultLookup()
            .find(function)
            .orElseThrow(
                () ->
                    new UnsatisfiedLinkError(
                        "the C library of this host has no function " + function));
    return LINKER.downcallHandle(address, descriptor, all);
  }

  /// Where the call leaves its errno: the first argument of a bound handle.
  public MemorySegment state() {
    return state;
  }

  /// Zeroed memory that lives until the call is closed.
  public MemorySegment memory(long bytes) {
    return arena.allocate(Math.max(1, bytes), 8);
  }

  /// A C string; a NUL or a character above 255 in it is an error of the program.
  public MemorySegment string(String text) {
    MemorySegment memory = arena.allocate(text.length() + 1L);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c > 0xff) {
        throw new IllegalArgumentException(
            "character %d of \"%s\" cannot be in a C string".formatted(i, text));
      }
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) c);
    }
    return memory;
  }

  /// The string of `length` bytes at the start of `memory`.
  public static String string(MemorySegment memory, long length) {
    return new String(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), ISO_8859_1);
  }

  /// The errno of the last call with this [#state]; meaningless unless that failed.
  public int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  /// Passes a result that is not negative.
  public int check(int result) throws ErrnoException {
    return (int) check((long) result);
  }

  /// Passes a result that is not negative.
  public long check(long result) throws ErrnoException {
    if (result < 0) {
      throw HostErrno.exception(errno());
    }
    return result;
  }

  /// Whether a signal interrupted the call that gave `result`, which is then to be made again.
  public boolean interrupted(long result) {
    return result < 0 && errno() == Errno.EINTR.code();
  }

  /// What to throw for anything that came out of a handle: the operating error itself; what is
  /// unchecked is thrown at once.
  public static ErrnoException failure(Throwable thrown) {
    return switch (thrown) {
      case ErrnoException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a C function cannot throw", thrown);
    };
  }

  @Override
  public void close() {
    arena.close();
  }
}
