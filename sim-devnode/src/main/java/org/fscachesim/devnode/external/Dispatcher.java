package org.fscachesim.devnode.external;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.vfs.UserProcess;

/// Takes the daemon's stopped calls, one after the other, and learns of the descriptors that it
/// closes.
///
/// ```
/// one thread                        the other
/// ----------                        ---------
/// waits for a call                  waits for a close, or for a call that can go on
///              under the lock:
/// releases what was closed          releases what was closed
/// answers the call                  answers the calls that have waited
/// ```
///
/// The first alone would do if it waited for all of that at once; but to wait for one thing is much
/// cheaper than for many, and calls are what there is most of. What the daemon closed before it
/// made a call is released before that call is carried out: a close is over on the host when the
/// closing thread can go on.
final class Dispatcher {
  private static final int X32_CALLS = 0x4000_0000;
  private static final int POLLFD = 8;

  private final Listener listener;
  private final Departures departures;
  private final Calls calls;
  private final Processor processor;
  private final Consumer<String> refuse;
  private final HostCalls host = new HostCalls();
  private final int wakeUp;
  private final Queue<StoppedCall> waited = new ConcurrentLinkedQueue<>();
  private final CountDownLatch watched = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  // The threads that have made calls, of processes that may be gone.
  private final Set<Integer> callers = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  // Guarded by this object's monitor, as is all that serving needs.
  private boolean finished;
  private int lastCaller;

  Dispatcher(
      UserProcess process,
      Listener listener,
      Path directory,
      HostDirectories directories,
      WatchedNumbers watched,
      Consumer<String> refuse)
      throws ErrnoException {
    this.listener = listener;
    this.processor = Processor.current().orElseThrow();
    this.refuse = refuse;
    this.wakeUp = host.eventCounter();
    AnonymousFiles anonymous = new AnonymousFiles(directory);
    this.departures = new Departures(process, anonymous);
    this.calls =
        new Calls(
            process,
            listener,
            anonymous,
            departures,
            directories,
            watched,
            processor,
            refuse,
            this::again);
  }

  /// A call that waited can go on.
  private void again(StoppedCall call) {
    waited.add(call);
    wakeWatcher();
  }

  /// Releases everything, and lets all calls after that fail, although there are processes left.
  void stop() {
    stopped = true;
    wakeWatcher();
  }

  private synchronized void wakeWatcher() {
    if (!finished) {
      host.signal(wakeUp);
    }
  }

  /// Waits for the end: no process has the filter any more, or it was stopped.
  CountDownLatch ended() {
    return ended;
  }

  /// Threads that have made calls. The caller removes those that interest nobody any more.
  Set<Integer> callers() {
    return callers;
  }

  /// Serves calls, until no process is left that could make one.
  void serve() {
    try {
      while (true) {
        StoppedCall call = listener.receive();
        if (call != null) {
          synchronized (this) {
            if (finished) {
              listener.fail(call, Errno.ENOSYS.code());
              break;
            }
            departures.release();
            serve(call);
          }
        } else if (listener.isOver()) {
          break;
        }
      }
    } finally {
      stop();
      awaitWatcher();
      finish();
      LibC.close(wakeUp);
      listener.close();
    }
  }

  private void awaitWatcher() {
    try {
      watched.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sees to it that what is closed is released also when no call comes.
  void watch() {
    HostCalls own = new HostCalls();
    MemorySegment polled = Arena.ofAuto().allocate(2L * POLLFD, 8);
    MemorySegment counter = Arena.ofAuto().allocate(8, 8);
    entry(polled, 0, departures.fd());
    entry(polled, 1, wakeUp);
    try {
      while (!stopped) {
        int _ = own.poll(polled, 2, -1);
        long _ = own.read(wakeUp, counter);
        synchronized (this) {
          departures.release();
          for (StoppedCall call = waited.poll(); call != null; call = waited.poll()) {
            serve(call);
          }
        }
      }
    } finally {
      finish();
      watched.countDown();
    }
  }

  private static void entry(MemorySegment polled, int index, int fd) {
    polled.set(JAVA_INT, index * (long) POLLFD, fd);
    polled.set(JAVA_SHORT, index * (long) POLLFD + 4, HostCalls.POLLIN);
  }

  private void serve(StoppedCall call) {
    // A caller that this process cannot see has no number.
    if (call.thread() != lastCaller && call.thread() > 0) {
      callers.add(call.thread());
      lastCaller = call.thread();
    }
    if (call.auditNumber() != processor.auditNumber() || call.number() >= X32_CALLS) {
      refuse.accept("the daemon runs 32-bit code, which cannot be served");
      listener.fail(call, Errno.ENOSYS.code());
      return;
    }
    calls.serve(call);
  }

  /// All that is still open goes, as when a process ends.
  private synchronized void finish() {
    if (finished) {
      return;
    }
    finished = true;
    try {
      departures.releaseAll();
    } finally {
      departures.close();
      calls.close();
      ended.countDown();
    }
  }
}
