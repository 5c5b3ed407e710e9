package org.fscachesim.devnode.seccomp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostErrno;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.ffi.NativeCall;
import org.jspecify.annotations.Nullable;

/// Calls of the host's C library about other processes, sockets and events, for one thread at a
/// time. Failures are negative results; [#check] makes exceptions of them.
public final class HostCalls {
  public static final int O_WRONLY = 1;
  public static final int O_NONBLOCK = 04000;
  public static final int O_CLOEXEC = 02000000;
  public static final short POLLIN = 1;
  public static final short POLLOUT = 4;
  public static final short POLLHUP = 0x10;
  public static final int SIGKILL = 9;

  /// The process is gone: no error of a modelled call.
  static final int ESRCH = 3;

  private static final int PIDFD_OPEN = 434;
  private static final int PIDFD_GETFD = 438;
  private static final int PIDFD_THREAD = 0200;
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int PATH_MAX = 4096;
  private static final int IN_CLOSE_WRITE = 8;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int SO_DOMAIN = 39;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int WNOHANG = 1;

  private static final long SELF = ProcessHandle.current().pid();
  private static final int FSTAT = Processor.current().map(Trap.FSTAT::number).orElse(-1);
  private static final long KCMP = Processor.current().map(Processor::compareCall).orElse(-1L);
  private static final int KCMP_EPOLL_TARGET = 7;

  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final FunctionDescriptor DATA =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final FunctionDescriptor REMOTE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle IOCTL =
      NativeCall.bind(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SYSCALL =
      NativeCall.bind(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle READ_REMOTE = NativeCall.bind("process_vm_readv", REMOTE);
  private static final MethodHandle WRITE_REMOTE = NativeCall.bind("process_vm_writev", REMOTE);
  private static final MethodHandle READLINK =
      NativeCall.bind("readlink", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle SOCKETPAIR =
      NativeCall.bind(
          "socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SETSOCKOPT =
      NativeCall.bind(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND = NativeCall.bind("send", DATA);
  private static final MethodHandle RECV = NativeCall.bind("recv", DATA);
  private static final MethodHandle READ =
      NativeCall.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      NativeCall.bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      NativeCall.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL =
      NativeCall.bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle OPEN =
      NativeCall.bind(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle EVENTFD =
      NativeCall.bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle INOTIFY_INIT =
      NativeCall.bind("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle INOTIFY_ADD =
      NativeCall.bind(
          "inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FCNTL =
      NativeCall.bind(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle GETSOCKOPT =
      NativeCall.bind(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle RECVMSG =
      NativeCall.bind("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle WAITPID =
      NativeCall.bind("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle PRCTL =
      NativeCall.bind(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle KILL =
      NativeCall.bind("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private final MemorySegment state;
  private final MemorySegment scratch;

  /// With memory of its own, as long as somebody has this object.
  public HostCalls() {
    this(Arena.ofAuto());
  }

  /// With memory from `arena`.
  public HostCalls(Arena arena) {
    this.state = arena.allocate(Linker.Option.captureStateLayout());
    this.scratch = arena.allocate(2 * PATH_MAX, 16);
  }

  /// The error number of the last call that failed.
  public int errno() {
    return errno(state);
  }

  /// The error number in the state that a call captured.
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /// Passes a result that is no failure.
  public long check(long result) throws ErrnoException {
    if (result < 0) {
      throw HostErrno.exception(errno());
    }
    return result;
  }

  private static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException("a C function cannot throw", e);
  }

  /// Puts a C string into the scratch memory.
  private MemorySegment string(String text) {
    if (text.length() >= PATH_MAX) {
      throw new IllegalArgumentException("too long: " + text);
    }
    for (int i = 0; i < text.length(); i++) {
      scratch.set(JAVA_BYTE, i, (byte) text.charAt(i));
    }
    scratch.set(JAVA_BYTE, text.length(), (byte) 0);
    return scratch;
  }

  /// ioctl(2).
  public long ioctl(int fd, int command, long argument) {
    try {
      return (int) IOCTL.invokeExact(state, fd, Integer.toUnsignedLong(command), argument);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private long syscall(long number, long first, long second, long third) {
    return syscall(number, first, second, third, 0, 0);
  }

  private long syscall(long number, long first, long second, long third, long fourth, long fifth) {
    try {
      return (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, fifth);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// A copy of another process's descriptor; needs the right to trace it.
  ///
  /// @throws ErrnoException `EPERM` without that, `EBADF` when there is no such descriptor,
  ///   `ENOENT` when there is no such process
  public int copyDescriptor(int process, int fd) throws ErrnoException {
    int handle = (int) check(syscall(PIDFD_OPEN, process, 0, 0));
    try {
      return (int) check(syscall(PIDFD_GETFD, handle, fd, 0));
    } finally {
      LibC.close(handle);
    }
  }

  /// A handle of a thread; negative when there is no such thread, or the kernel, before 6.9, has
  /// none for it because it is not the first of its process.
  int threadHandle(int thread) {
    long handle = syscall(PIDFD_OPEN, thread, PIDFD_THREAD, 0);
    if (handle < 0 && errno() == Errno.EINVAL.code()) {
      handle = syscall(PIDFD_OPEN, thread, 0, 0);
    }
    return (int) handle;
  }

  /// pidfd_getfd(2): a copy of a descriptor of the thread that a handle is of, or a failure.
  public int copyThrough(int handle, int fd) {
    return (int) syscall(PIDFD_GETFD, handle, fd, 0);
  }

  /// Whether a descriptor of another thread is the very open file that an epoll descriptor of this
  /// JVM watches; needs the right to trace it.
  ///
  /// @param number what the file was here when it was added; it may be closed here since
  /// @return also false when the host will not tell
  public boolean isWatched(int thread, int fd, int epoll, int number) {
    scratch.set(JAVA_INT, 0, epoll);
    scratch.set(JAVA_INT, 4, number);
    scratch.set(JAVA_INT, 8, 0);
    return KCMP >= 0 && syscall(KCMP, thread, SELF, KCMP_EPOLL_TARGET, fd, scratch.address()) == 0;
  }

  /// Which file a descriptor of this JVM is.
  ///
  /// @throws ErrnoException `EBADF` when it is none
  public FileIdentity identity(int fd) throws ErrnoException {
    check(syscall(FSTAT, fd, scratch.address(), 0));
    return new FileIdentity(scratch.get(JAVA_LONG, 0), scratch.get(JAVA_LONG, 8));
  }

  /// Reads another process's memory.
  ///
  /// @return bytes, fewer where the memory ends
  public long readMemory(int thread, long address, MemorySegment into, long length) {
    return remote(READ_REMOTE, thread, address, into, length);
  }

  /// Writes another process's memory.
  ///
  /// @return bytes, fewer where the memory ends
  public long writeMemory(int thread, long address, MemorySegment from, long length) {
    return remote(WRITE_REMOTE, thread, address, from, length);
  }

  private long remote(
      MethodHandle call, int thread, long address, MemorySegment local, long length) {
    scratch.set(JAVA_LONG, 0, local.address());
    scratch.set(JAVA_LONG, 8, length);
    scratch.set(JAVA_LONG, 16, address);
    scratch.set(JAVA_LONG, 24, length);
    try {
      return (long) call.invokeExact(state, thread, scratch, 1L, scratch.asSlice(16, 16), 1L, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// close(2), of which nothing is said.
  public void close(int fd) {
    try {
      int _ = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// readlink(2); null when it fails.
  public @Nullable String readlink(String path) {
    try {
      MemorySegment text = scratch.asSlice(PATH_MAX, PATH_MAX);
      long length = (long) READLINK.invokeExact(state, string(path), text, (long) PATH_MAX);
      return length < 0 ? null : NativeCall.string(text, length);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// A pair of connected stream sockets, close-on-exec and not blocking.
  public int[] socketPair() throws ErrnoException {
    try {
      int type = SOCK_STREAM | O_CLOEXEC | O_NONBLOCK;
      check((int) SOCKETPAIR.invokeExact(state, AF_UNIX, type, 0, scratch));
      return new int[] {scratch.get(JAVA_INT, 0), scratch.get(JAVA_INT, 4)};
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// Makes a socket's send buffer as small as can be.
  public void shrinkSendBuffer(int socket) {
    try {
      scratch.set(JAVA_INT, 0, 1);
      int _ = (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_SNDBUF, scratch, 4);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Sends so many zeros, without waiting.
  public long send(int socket, int bytes) {
    try {
      scratch.asSlice(0, bytes).fill((byte) 0);
      return (long)
          SEND.invokeExact(state, socket, scratch, (long) bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Takes everything that a socket has received.
  public void drain(int socket) {
    try {
      while ((long) RECV.invokeExact(state, socket, scratch, 2L * PATH_MAX, MSG_DONTWAIT) > 0) {}
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// read(2) into the start of `into`.
  public long read(int fd, MemorySegment into) {
    try {
      return (long) READ.invokeExact(state, fd, into, into.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Adds one to an event counter.
  public void signal(int eventfd) {
    try {
      scratch.set(JAVA_LONG, 0, 1);
      long _ = (long) WRITE.invokeExact(state, eventfd, scratch, 8L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// An event counter, close-on-exec and not blocking.
  public int eventCounter() throws ErrnoException {
    try {
      return (int) check((int) EVENTFD.invokeExact(state, 0, O_CLOEXEC | O_NONBLOCK));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// A descriptor that tells when files of `directory` that were open for writing are closed.
  public int watchClosing(String directory) throws ErrnoException {
    try {
      int fd = (int) check((int) INOTIFY_INIT.invokeExact(state, O_CLOEXEC | O_NONBLOCK));
      check((int) INOTIFY_ADD.invokeExact(state, fd, string(directory), IN_CLOSE_WRITE));
      return fd;
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// open(2) of a new file, for writing only, close-on-exec.
  public int createFile(String path) throws ErrnoException {
    try {
      int flags = O_WRONLY | O_CLOEXEC | HostFlags.O_CREAT | HostFlags.O_EXCL;
      return (int) check((int) OPEN.invokeExact(state, string(path), flags, 0600));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// Sets the flags of an open file that O_NONBLOCK and the like are.
  public void setStatusFlags(int fd, int flags) {
    try {
      int _ = (int) FCNTL.invokeExact(state, fd, F_SETFL, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// poll(2).
  ///
  /// @param entries `struct pollfd`, eight bytes each
  /// @param timeout milliseconds, -1 for ever
  public int poll(MemorySegment entries, int count, int timeout) {
    try {
      return (int) POLL.invokeExact(state, entries, (long) count, timeout);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// The events that are true of one descriptor now.
  public int events(int fd) {
    scratch.set(JAVA_INT, 0, fd);
    scratch.set(JAVA_SHORT, 4, (short) (POLLIN | POLLOUT));
    scratch.set(JAVA_SHORT, 6, (short) 0);
    return poll(scratch, 1, 0) < 0 ? 0 : scratch.get(JAVA_SHORT, 6);
  }

  /// kill(2).
  public void kill(int process, int signal) {
    try {
      int _ = (int) KILL.invokeExact(state, process, signal);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// From now on, processes that descend from this one become its children when their parents have
  /// ended.
  public void adoptOrphans() {
    try {
      int _ = (int) PRCTL.invokeExact(state, PR_SET_CHILD_SUBREAPER, 1L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Lets a child that has ended go. Of other processes it knows nothing.
  ///
  /// @return whether there was such a child
  public boolean bury(int process) {
    try {
      return (int) WAITPID.invokeExact(state, process, scratch, WNOHANG) == process;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Waits for the end of a child.
  ///
  /// @return its exit code, or 128 and the number of the signal
  public int waitFor(int process) {
    try {
      int ended;
      do {
        ended = (int) WAITPID.invokeExact(state, process, scratch, 0);
      } while (ended < 0 && errno() == Errno.EINTR.code());
      int status = scratch.get(JAVA_INT, 0);
      int signal = status & 0x7f;
      return signal == 0 ? status >> 8 & 0xff : 128 + signal;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// recvmsg(2).
  public long receiveMessage(int socket, MemorySegment header, int flags) {
    try {
      return (long) RECVMSG.invokeExact(state, socket, header, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Whether a descriptor is a UNIX socket.
  public boolean isUnixSocket(int fd) {
    try {
      scratch.set(JAVA_INT, 0, 0);
      scratch.set(JAVA_INT, 4, 4);
      int result =
          (int)
              GETSOCKOPT.invokeExact(
                  state, fd, SOL_SOCKET, SO_DOMAIN, scratch, scratch.asSlice(4, 4));
      return result == 0 && scratch.get(JAVA_INT, 0) == AF_UNIX;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// The flags of an open file that O_NONBLOCK and the like are.
  public int statusFlags(int fd) {
    try {
      return (int) FCNTL.invokeExact(state, fd, F_GETFL, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Waits until there is something to read, or an end to notice; whether that came in time.
  public boolean awaitReadable(int fd, int millis) {
    scratch.set(JAVA_INT, 0, fd);
    scratch.set(JAVA_SHORT, 4, POLLIN);
    scratch.set(JAVA_SHORT, 6, (short) 0);
    return poll(scratch, 1, millis) != 0;
  }
}
