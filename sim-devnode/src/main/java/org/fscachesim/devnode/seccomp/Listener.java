package org.fscachesim.devnode.seccomp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;
import org.jspecify.annotations.Nullable;

/// The end at which stopped calls come out. Answers may come from any thread; one at a time
/// receives.
///
/// A caller that was killed meanwhile needs no answer: answers to it are lost.
public final class Listener implements AutoCloseable {
  private static final int RECEIVE = 0xc050_2100;
  private static final int SEND = 0xc018_2101;
  private static final int IS_VALID = 0x4008_2102;
  private static final int ADD_DESCRIPTOR = 0x4018_2103;
  private static final int SET_FLAGS = 0x4008_2104;

  private static final int CONTINUE = 1;
  private static final int AT_NUMBER = 1;
  private static final long SAME_PROCESSOR = 1;
  private static final int NOTIFICATION_BYTES = 80;
  private static final int REQUEST_BYTES = 24;
  private static final int ARGUMENTS = 6;

  private static final int WAKING_MAJOR = 6;
  private static final int WAKING_MINOR = 11;

  private final int fd;
  private final boolean wakesAtTheEnd = wakesAtTheEnd();
  // Of the thread that receives.
  private final MemorySegment notification = Arena.ofAuto().allocate(NOTIFICATION_BYTES, 8);
  private final HostCalls receiver = new HostCalls();
  // Of those that answer. Guarded by this object's monitor.
  private final MemorySegment request = Arena.ofAuto().allocate(REQUEST_BYTES, 8);
  private final HostCalls host = new HostCalls();

  Listener(int fd) {
    this.fd = fd;
    // Hands the processor straight over. Kernels before 6.6 cannot, and are slower for it.
    long _ = host.ioctl(fd, SET_FLAGS, SAME_PROCESSOR);
  }

  /// Whether who receives is woken when nobody is left who could call.
  private static boolean wakesAtTheEnd() {
    String[] release = System.getProperty("os.version", "0.0").split("[^0-9]+", -1);
    int major = Integer.parseInt(release[0]);
    return major > WAKING_MAJOR
        || major == WAKING_MAJOR && Integer.parseInt(release[1]) >= WAKING_MINOR;
  }

  /// Whether no process is left that has the filter.
  public boolean isOver() {
    return (receiver.events(fd) & HostCalls.POLLHUP) != 0;
  }

  /// The next call, for which it waits; null when its caller was killed in between, or when
  /// [#isOver()].
  public @Nullable StoppedCall receive() {
    if (!wakesAtTheEnd) {
      boolean _ = receiver.awaitReadable(fd, -1);
      if (isOver()) {
        return null;
      }
    }
    notification.fill((byte) 0);
    if (receiver.ioctl(fd, RECEIVE, notification.address()) < 0) {
      return null;
    }
    long[] arguments = new long[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
      arguments[i] = notification.get(JAVA_LONG, 32 + 8L * i);
    }
    return new StoppedCall(
        notification.get(JAVA_LONG, 0),
        notification.get(JAVA_INT, 8),
        notification.get(JAVA_INT, 16),
        notification.get(JAVA_INT, 20),
        arguments);
  }

  /// Whether the caller is still there, and what was read from its memory was its own.
  public synchronized boolean isValid(StoppedCall call) {
    request.set(JAVA_LONG, 0, call.id());
    return host.ioctl(fd, IS_VALID, request.address()) == 0;
  }

  /// The call returns `value`.
  public void answer(StoppedCall call, long value) {
    send(call, value, 0, 0);
  }

  /// The call fails.
  ///
  /// @param errno positive
  public void fail(StoppedCall call, int errno) {
    send(call, 0, -errno, 0);
  }

  /// The host's kernel carries the call out.
  public void letGo(StoppedCall call) {
    send(call, 0, 0, CONTINUE);
  }

  private synchronized void send(StoppedCall call, long value, int error, int flags) {
    request.set(JAVA_LONG, 0, call.id());
    request.set(JAVA_LONG, 8, value);
    request.set(JAVA_INT, 16, error);
    request.set(JAVA_INT, 20, flags);
    // It fails when the caller is gone, which is all the same then.
    long _ = host.ioctl(fd, SEND, request.address());
  }

  /// Puts a copy of a descriptor of this JVM into the caller's process, in place of what has that
  /// number there.
  ///
  /// @throws ErrnoException `EBADF` beyond the caller's limit, `ENOENT` when it is gone
  public synchronized void give(StoppedCall call, int descriptor, int number, boolean closeOnExec)
      throws ErrnoException {
    give(call, descriptor, AT_NUMBER, number, closeOnExec);
  }

  /// As [#give], without close-on-exec; a caller that was killed gets nothing, and that is no
  /// error.
  ///
  /// @return true
  public synchronized boolean giveUnlessKilled(StoppedCall call, int descriptor, int number)
      throws ErrnoException {
    try {
      give(call, descriptor, number, false);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT && host.errno() != HostCalls.ESRCH) {
        throw e;
      }
    }
    return true;
  }

  /// Puts a copy of a descriptor of this JVM into the caller's process, at the lowest free number.
  ///
  /// @return that number
  /// @throws ErrnoException `EMFILE` at the caller's limit, `ENOENT` when it is gone
  public synchronized int give(StoppedCall call, int descriptor, boolean closeOnExec)
      throws ErrnoException {
    return give(call, descriptor, 0, 0, closeOnExec);
  }

  private int give(StoppedCall call, int descriptor, int flags, int number, boolean closeOnExec)
      throws ErrnoException {
    request.set(JAVA_LONG, 0, call.id());
    request.set(JAVA_INT, 8, flags);
    request.set(JAVA_INT, 12, descriptor);
    request.set(JAVA_INT, 16, number);
    request.set(JAVA_INT, 20, closeOnExec ? HostCalls.O_CLOEXEC : 0);
    return (int) host.check(host.ioctl(fd, ADD_DESCRIPTOR, request.address()));
  }

  /// From now on every stopped call fails with `ENOSYS`.
  @Override
  public void close() {
    LibC.close(fd);
  }
}
