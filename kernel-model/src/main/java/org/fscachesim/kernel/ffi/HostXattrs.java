package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// The calls of the host's C library that work on extended attributes: of a descriptor, or of a
/// path whose last component is not followed.
public final class HostXattrs {
  private static final MethodHandle LGETXATTR =
      NativeCall.bind(
          "lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle LSETXATTR =
      NativeCall.bind(
          "lsetxattr",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle LREMOVEXATTR =
      NativeCall.bind("lremovexattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle LLISTXATTR =
      NativeCall.bind("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle FGETXATTR =
      NativeCall.bind(
          "fgetxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle FSETXATTR =
      NativeCall.bind(
          "fsetxattr",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle FREMOVEXATTR =
      NativeCall.bind("fremovexattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle FLISTXATTR =
      NativeCall.bind("flistxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final int XATTR_MAX = 65536;

  private HostXattrs() {}

  /// fgetxattr(2). A `maxLength` of 0 lets only an empty value pass.
  public static byte[] fgetxattr(int fd, String name, int maxLength) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment value = call.memory(maxLength);
      // A size of 0 would ask for the length instead: ask for one byte more, and look.
      long length =
          call.check(
              (long)
                  FGETXATTR.invokeExact(
                      call.state(), fd, call.string(name), value, Math.max(1L, maxLength)));
      return xattrValue(value, length, maxLength);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// lgetxattr(2), as [#fgetxattr].
  public static byte[] lgetxattr(String path, String name, int maxLength) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment value = call.memory(maxLength);
      long length =
          call.check(
              (long)
                  LGETXATTR.invokeExact(
                      call.state(),
                      call.string(path),
                      call.string(name),
                      value,
                      Math.max(1L, maxLength)));
      return xattrValue(value, length, maxLength);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  private static byte[] xattrValue(MemorySegment value, long length, int maxLength)
      throws ErrnoException {
    if (length > maxLength) {
      throw Errno.ERANGE.exception();
    }
    return value.asSlice(0, length).toArray(JAVA_BYTE);
  }

  /// fsetxattr(2): creates or replaces.
  public static void fsetxattr(int fd, String name, byte[] value) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment bytes = call.memory(value.length);
      MemorySegment.copy(value, 0, bytes, JAVA_BYTE, 0, value.length);
      call.check(
          (int)
              FSETXATTR.invokeExact(
                  call.state(), fd, call.string(name), bytes, (long) value.length, 0));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// lsetxattr(2): creates or replaces.
  public static void lsetxattr(String path, String name, byte[] value) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment bytes = call.memory(value.length);
      MemorySegment.copy(value, 0, bytes, JAVA_BYTE, 0, value.length);
      call.check(
          (int)
              LSETXATTR.invokeExact(
                  call.state(),
                  call.string(path),
                  call.string(name),
                  bytes,
                  (long) value.length,
                  0));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// fremovexattr(2).
  public static void fremovexattr(int fd, String name) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) FREMOVEXATTR.invokeExact(call.state(), fd, call.string(name)));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// lremovexattr(2).
  public static void lremovexattr(String path, String name) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check(
          (int) LREMOVEXATTR.invokeExact(call.state(), call.string(path), call.string(name)));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// flistxattr(2): the names, in the filesystem's order.
  public static List<String> flistxattr(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment names = call.memory(XATTR_MAX);
      long length =
          call.check((long) FLISTXATTR.invokeExact(call.state(), fd, names, (long) XATTR_MAX));
      return split(NativeCall.string(names, length));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// llistxattr(2), as [#flistxattr].
  public static List<String> llistxattr(String path) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment names = call.memory(XATTR_MAX);
      long length =
          call.check(
              (long)
                  LLISTXATTR.invokeExact(call.state(), call.string(path), names, (long) XATTR_MAX));
      return split(NativeCall.string(names, length));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  private static List<String> split(String names) {
    return Arrays.stream(names.split("\0")).filter(n -> !n.isEmpty()).toList();
  }
}
