package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;

/// The calls of the host's C library that work on files, each as its manual page says, with Java's
/// types. Descriptors are plain numbers; they are opened with O_CLOEXEC.
public final class LibC {
  private static final FunctionDescriptor INT_OF_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor DATA_AT =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle OPENAT =
      NativeCall.bind(
          "openat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(3));
  private static final MethodHandle CLOSE = NativeCall.bind("close", INT_OF_INT);
  private static final MethodHandle PREAD = NativeCall.bind("pread", DATA_AT);
  private static final MethodHandle PWRITE = NativeCall.bind("pwrite", DATA_AT);
  private static final MethodHandle LSEEK =
      NativeCall.bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      NativeCall.bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle TRUNCATE =
      NativeCall.bind("truncate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FALLOCATE =
      NativeCall.bind(
          "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FSYNC = NativeCall.bind("fsync", INT_OF_INT);
  private static final MethodHandle FDATASYNC = NativeCall.bind("fdatasync", INT_OF_INT);
  private static final MethodHandle POSIX_FADVISE =
      NativeCall.bind(
          "posix_fadvise",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SYNCFS = NativeCall.bind("syncfs", INT_OF_INT);
  private static final MethodHandle STATX =
      NativeCall.bind(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle FSTATFS =
      NativeCall.bind("fstatfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle MKDIRAT =
      NativeCall.bind("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle UNLINKAT =
      NativeCall.bind("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RENAMEAT =
      NativeCall.bind(
          "renameat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle SYMLINKAT =
      NativeCall.bind("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle READLINKAT =
      NativeCall.bind(
          "readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle LINKAT =
      NativeCall.bind(
          "linkat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FCHMOD =
      NativeCall.bind("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  // utimensat of glibc takes no null path.
  private static final MethodHandle FUTIMENS =
      NativeCall.bind("futimens", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle UTIMENSAT =
      NativeCall.bind(
          "utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle GETEUID =
      NativeCall.bind("geteuid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle UMASK = NativeCall.bind("umask", INT_OF_INT);
  private static final MethodHandle GETRLIMIT =
      NativeCall.bind("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  // The C libraries do not agree on a function of its own for getdents64.
  private static final MethodHandle SYSCALL_GETDENTS64 =
      NativeCall.bind(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));

  // One transfer between a Java array and the host at most; larger ones are cut.
  private static final int CHUNK = 256 * 1024;
  private static final int DIRECTORY_CHUNK = 32 * 1024;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int PATH_MAX = 4096;

  private LibC() {}

  /// openat(2), with O_CLOEXEC added.
  public static int openat(int dir, String name, int flags, int mode) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment path = call.string(name);
      int fd;
      do {
        fd = (int) OPENAT.invokeExact(call.state(), dir, path, flags | HostFlags.O_CLOEXEC, mode);
      } while (call.interrupted(fd));
      return call.check(fd);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// close(2). On Linux the descriptor is gone whatever close says, so nothing is said.
  public static void close(int fd) {
    try (NativeCall call = new NativeCall()) {
      int _ = (int) CLOSE.invokeExact(call.state(), fd);
    } catch (Throwable e) {
      throw new IllegalStateException("close of descriptor " + fd, e);
    }
  }

  /// pread(2) until the buffer is full or the file ends; moves the buffer's position.
  ///
  /// @return bytes read, also when an error came after the first of them
  public static int pread(int fd, ByteBuffer into, long offset) throws ErrnoException {
    return transfer(PREAD, fd, into, offset, true);
  }

  /// pwrite(2) until the buffer is written; moves the buffer's position.
  ///
  /// @return bytes written, also when an error came after the first of them
  public static int pwrite(int fd, ByteBuffer from, long offset) throws ErrnoException {
    return transfer(PWRITE, fd, from, offset, false);
  }

  private static int transfer(
      MethodHandle handle, int fd, ByteBuffer buffer, long offset, boolean reads)
      throws ErrnoException {
    if (reads && buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    int total = 0;
    try (NativeCall call = new NativeCall()) {
      boolean direct = buffer.isDirect();
      MemorySegment whole = MemorySegment.ofBuffer(buffer);
      MemorySegment copy =
          direct ? MemorySegment.NULL : call.memory(Math.min(CHUNK, whole.byteSize()));
      while (buffer.hasRemaining()) {
        long length = direct ? buffer.remaining() : Math.min(buffer.remaining(), CHUNK);
        MemorySegment part = whole.asSlice(total, length);
        if (!direct && !reads) {
          copy.copyFrom(part);
        }
        MemorySegment memory = direct ? part : copy;
        long n = (long) handle.invokeExact(call.state(), fd, memory, length, offset + total);
        if (call.interrupted(n)) {
          continue;
        }
        if (n == 0 || (n < 0 && total > 0)) {
          break;
        }
        call.check(n);
        if (!direct && reads) {
          part.copyFrom(copy.asSlice(0, n));
        }
        buffer.position(buffer.position() + (int) n);
        total += (int) n;
      }
      return total;
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// lseek(2) with the whence's number.
  public static long lseek(int fd, long offset, int whence) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      return call.check((long) LSEEK.invokeExact(call.state(), fd, offset, whence));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// ftruncate(2).
  public static void ftruncate(int fd, long size) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      int result;
      do {
        result = (int) FTRUNCATE.invokeExact(call.state(), fd, size);
      } while (call.interrupted(result));
      call.check(result);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// truncate(2).
  public static void truncate(String path, long size) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      int result;
      do {
        result = (int) TRUNCATE.invokeExact(call.state(), call.string(path), size);
      } while (call.interrupted(result));
      call.check(result);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// fallocate(2).
  public static void fallocate(int fd, int mode, long offset, long length) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      int result;
      do {
        result = (int) FALLOCATE.invokeExact(call.state(), fd, mode, offset, length);
      } while (call.interrupted(result));
      call.check(result);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// fsync(2).
  public static void fsync(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) FSYNC.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// fdatasync(2).
  public static void fdatasync(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) FDATASYNC.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// posix_fadvise(2) with POSIX_FADV_DONTNEED for the whole file: its clean pages leave the host's
  /// page cache.
  public static void dropCachedPages(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      int errno =
          (int) POSIX_FADVISE.invokeExact(call.state(), fd, 0L, 0L, HostFlags.POSIX_FADV_DONTNEED);
      if (errno != 0) {
        throw HostErrno.exception(errno);
      }
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// syncfs(2): the whole filesystem that `fd` is in.
  public static void syncfs(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) SYNCFS.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// statx(2) of a name in a directory, symlinks not followed.
  public static HostStat statAt(int dir, String name) throws ErrnoException {
    return statx(dir, name, HostFlags.AT_SYMLINK_NOFOLLOW | HostFlags.AT_NO_AUTOMOUNT);
  }

  /// statx(2) of a descriptor.
  public static HostStat stat(int fd) throws ErrnoException {
    return statx(fd, "", HostFlags.AT_EMPTY_PATH);
  }

  /// statx(2) of a path, symlinks followed.
  public static HostStat stat(String path) throws ErrnoException {
    return statx(HostFlags.AT_FDCWD, path, HostFlags.AT_NO_AUTOMOUNT);
  }

  private static HostStat statx(int dir, String name, int flags) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment buffer = call.memory(HostStat.BYTES);
      int mask = HostFlags.STATX_BASIC_AND_BTIME | HostFlags.STATX_MNT_ID;
      call.check(
          (int) STATX.invokeExact(call.state(), dir, call.string(name), flags, mask, buffer));
      return HostStat.of(buffer);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// fstatfs(2).
  public static HostStatFs fstatfs(int fd) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment buffer = call.memory(HostStatFs.BYTES);
      int result;
      do {
        result = (int) FSTATFS.invokeExact(call.state(), fd, buffer);
      } while (call.interrupted(result));
      call.check(result);
      return HostStatFs.of(buffer);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// mkdirat(2).
  public static void mkdirat(int dir, String name, int mode) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) MKDIRAT.invokeExact(call.state(), dir, call.string(name), mode));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// unlinkat(2); with AT_REMOVEDIR for directories.
  public static void unlinkat(int dir, String name, int flags) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) UNLINKAT.invokeExact(call.state(), dir, call.string(name), flags));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// renameat(2).
  public static void renameat(int fromDir, String from, int toDir, String to)
      throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check(
          (int)
              RENAMEAT.invokeExact(
                  call.state(), fromDir, call.string(from), toDir, call.string(to)));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// symlinkat(2).
  public static void symlinkat(String target, int dir, String name) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check(
          (int) SYMLINKAT.invokeExact(call.state(), call.string(target), dir, call.string(name)));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// readlinkat(2).
  public static String readlinkat(int dir, String name) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment buffer = call.memory(PATH_MAX);
      long length =
          call.check(
              (long)
                  READLINKAT.invokeExact(
                      call.state(), dir, call.string(name), buffer, (long) PATH_MAX));
      return NativeCall.string(buffer, length);
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// linkat(2).
  public static void linkat(int fromDir, String from, int toDir, String to, int flags)
      throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check(
          (int)
              LINKAT.invokeExact(
                  call.state(), fromDir, call.string(from), toDir, call.string(to), flags));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// fchmod(2).
  public static void fchmod(int fd, int mode) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) FCHMOD.invokeExact(call.state(), fd, mode));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// utimensat(2) of the access time alone, in nanoseconds since the epoch; symlinks not followed.
  public static void setAtimeAt(int dir, String name, long nanos) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      int flags = HostFlags.AT_SYMLINK_NOFOLLOW;
      call.check(
          (int)
              UTIMENSAT.invokeExact(
                  call.state(), dir, call.string(name), accessTime(call, nanos), flags));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// futimens(3) of the access time alone, in nanoseconds since the epoch.
  public static void setAtime(int fd, long nanos) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) FUTIMENS.invokeExact(call.state(), fd, accessTime(call, nanos)));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  private static MemorySegment accessTime(NativeCall call, long nanos) {
    MemorySegment times = call.memory(32);
    times.set(JAVA_LONG, 0, Math.floorDiv(nanos, NANOS_PER_SECOND));
    times.set(JAVA_LONG, 8, Math.floorMod(nanos, NANOS_PER_SECOND));
    times.set(JAVA_LONG, 24, HostFlags.UTIME_OMIT);
    return times;
  }

  /// getdents64(2) until the end: all names from the descriptor's position on, with `.` and `..`.
  public static List<HostDirEntry> entries(int dir) throws ErrnoException {
    List<HostDirEntry> entries = new ArrayList<>();
    try (NativeCall call = new NativeCall()) {
      MemorySegment buffer = call.memory(DIRECTORY_CHUNK);
      while (true) {
        long end =
            call.check(
                (long)
                    SYSCALL_GETDENTS64.invokeExact(
                        call.state(),
                        HostFlags.SYS_GETDENTS64,
                        dir,
                        buffer,
                        (long) DIRECTORY_CHUNK));
        if (end == 0) {
          return entries;
        }
        // Each: number (8), cookie (8), length of the record (2), type (1), name, NUL.
        for (long at = 0; at < end; ) {
          int length = buffer.get(JAVA_SHORT_UNALIGNED, at + 16);
          MemorySegment record = buffer.asSlice(at, length);
          int name = 19;
          while (record.get(JAVA_BYTE, name) != 0) {
            name++;
          }
          entries.add(
              new HostDirEntry(
                  NativeCall.string(record.asSlice(19), name - 19),
                  record.get(JAVA_LONG_UNALIGNED, 0),
                  record.get(JAVA_BYTE, 18) << 12));
          at += length;
        }
      }
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// umask(2): the permissions that new files do not get, for this whole process.
  ///
  /// @return those of before
  public static int umask(int mask) {
    try (NativeCall call = new NativeCall()) {
      return (int) UMASK.invokeExact(call.state(), mask);
    } catch (Throwable e) {
      throw new IllegalStateException("umask", e);
    }
  }

  /// geteuid(2).
  public static int geteuid() {
    try (NativeCall call = new NativeCall()) {
      return (int) GETEUID.invokeExact(call.state());
    } catch (Throwable e) {
      throw new IllegalStateException("geteuid", e);
    }
  }

  /// How many descriptors this process may have open: the soft limit of RLIMIT_NOFILE.
  public static long maxDescriptors() throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment limits = call.memory(16);
      call.check((int) GETRLIMIT.invokeExact(call.state(), HostFlags.RLIMIT_NOFILE, limits));
      long soft = limits.get(JAVA_LONG, 0);
      return soft < 0 ? Long.MAX_VALUE : soft;
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }
}
