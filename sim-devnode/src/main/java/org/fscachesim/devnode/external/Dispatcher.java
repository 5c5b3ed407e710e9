package org.fscachesim.devnode.external;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.Processor;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.devnode.seccomp.WatchedNumbers;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// Takes the daemon's stopped calls, one after the other, and learns of the descriptors that it
/// closes.
///
/// What the daemon closed before it made a call is released before that call is carried out: a
/// close is over on the host when the closing thread can go on.
final class Dispatcher {
  private static final int X32_CALLS = 0x4000_0000;
  private static final int POLLFD = 8;
  private static final int MOST_POLLED = 1024;

  /// How long a call may have to wait for a release that came before it.
  private static final long RELEASE_NANOS = 2_000_000_000L;

  private final Kernel kernel;
  private final UserProcess process;
  private final Listener listener;
  private final AnonymousFiles anonymous;
  private final Calls calls;
  private final Processor processor;
  private final Consumer<String> refuse;
  private final HostCalls host = new HostCalls();
  private final MemorySegment polled = Arena.ofAuto().allocate(MOST_POLLED * (long) POLLFD, 8);
  private final MemorySegment counter = Arena.ofAuto().allocate(8, 8);
  private final int wakeUp;
  private final List<OpenDevice> devices = new ArrayList<>();
  private final Queue<StoppedCall> waited = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  // The threads that have made calls, of processes that may be gone.
  private final Set<Integer> callers = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  Dispatcher(
      UserProcess process,
      Listener listener,
      Path directory,
      HostDirectories directories,
      WatchedNumbers watched,
      Consumer<String> refuse)
      throws ErrnoException {
    this.kernel = process.kernel();
    this.process = process;
    this.listener = listener;
    this.anonymous = new AnonymousFiles(directory);
    this.processor = Processor.current().orElseThrow();
    this.refuse = refuse;
    this.wakeUp = host.eventCounter();
    this.calls =
        new Calls(
            process,
            listener,
            anonymous,
            devices,
            directories,
            watched,
            processor,
            refuse,
            this::again);
  }

  /// A call that waited can go on.
  private void again(StoppedCall call) {
    waited.add(call);
    new HostCalls().signal(wakeUp);
  }

  /// Lets the loop end, and all calls after that fail.
  void stop() {
    stopped = true;
    host.signal(wakeUp);
  }

  /// Waits for the end of the loop: no process has the filter any more, or it was stopped.
  CountDownLatch ended() {
    return ended;
  }

  void run() {
    try {
      while (!stopped) {
        int count = poll();
        if (events(1) != 0) {
          releaseAnonymous();
        }
        for (int i = 3; i < count; i++) {
          if ((events(i) & HostCalls.POLLHUP) != 0) {
            releaseAnonymous();
            release(devices.get(i - 3));
          }
        }
        devices.removeIf(d -> d.socket().isClosed());
        if (events(2) != 0) {
          long _ = host.read(wakeUp, counter);
        }
        for (StoppedCall call = waited.poll(); call != null; call = waited.poll()) {
          serve(call);
        }
        int calling = events(0);
        if ((calling & HostCalls.POLLIN) != 0) {
          StoppedCall call = listener.receive();
          if (call != null) {
            serve(call);
          }
        } else if ((calling & HostCalls.POLLHUP) != 0) {
          break;
        }
      }
    } finally {
      finish();
    }
  }

  private int poll() {
    entry(0, listener.fd(), HostCalls.POLLIN);
    entry(1, anonymous.closings(), HostCalls.POLLIN);
    entry(2, wakeUp, HostCalls.POLLIN);
    int count = 3;
    for (OpenDevice device : devices) {
      // Only its end matters: what fills the buffer of the other end is readable all the time.
      entry(count++, device.socket().ours(), (short) 0);
    }
    host.poll(polled, count, -1);
    return count;
  }

  private void entry(int index, int fd, short events) {
    polled.set(JAVA_INT, index * (long) POLLFD, fd);
    polled.set(JAVA_SHORT, index * (long) POLLFD + 4, events);
    polled.set(JAVA_SHORT, index * (long) POLLFD + 6, (short) 0);
  }

  private int events(int index) {
    return polled.get(JAVA_SHORT, index * (long) POLLFD + 6);
  }

  /// Threads that have made calls. The caller removes those that interest nobody any more.
  Set<Integer> callers() {
    return callers;
  }

  private void serve(StoppedCall call) {
    // A caller that this process cannot see has no number.
    if (call.thread() > 0) {
      callers.add(call.thread());
    }
    if (call.auditNumber() != processor.auditNumber() || call.number() >= X32_CALLS) {
      refuse.accept("the daemon runs 32-bit code, which cannot be served");
      listener.fail(call, Errno.ENOSYS.code());
      return;
    }
    releaseAnonymous();
    calls.serve(call);
  }

  private void releaseAnonymous() {
    for (int descriptor : anonymous.closed()) {
      close("close", descriptor);
    }
  }

  private void release(OpenDevice device) {
    if (device.socket().isClosed()) {
      return;
    }
    device.stopWatching();
    device.socket().close();
    close("close device", device.descriptor());
  }

  /// Closes in a task of its own, as the last close of a cache may wait long; in most cases it has
  /// ended when this returns.
  private void close(String what, int descriptor) {
    Task task =
        process.start(
            what,
            () -> {
              try {
                process.files().close(descriptor);
              } catch (ErrnoException e) {
                throw new IllegalStateException("descriptor " + descriptor + " is closed", e);
              }
            });
    task.joinUntil(kernel.nanosAfter(RELEASE_NANOS));
  }

  /// All that is still open goes, as when a process ends.
  private void finish() {
    try {
      listener.close();
      releaseAnonymous();
      List.copyOf(devices).forEach(this::release);
      process.files().open().forEach(fd -> close("exit", fd));
    } finally {
      anonymous.close();
      LibC.close(wakeUp);
      ended.countDown();
    }
  }
}
