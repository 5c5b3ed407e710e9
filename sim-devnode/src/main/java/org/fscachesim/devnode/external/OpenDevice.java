package org.fscachesim.devnode.external;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntUnaryOperator;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.wait.PollTable;
import org.jspecify.annotations.Nullable;

/// The device while the daemon has it open: the kernel's file, the socket that stands for it, and
/// the task that shows the one's events on the other.
final class OpenDevice {
  private static final int MOST_HOLDERS = 8;

  /// A descriptor that once led here.
  private record Holder(int process, int fd) {}

  private final Kernel kernel;
  private final int descriptor;
  private final KernelFile file;
  private final DeviceSocket socket;
  // Where the socket was seen last, newest first. Guarded by its monitor.
  private final Deque<Holder> holders = new ArrayDeque<>();
  // Of the dispatcher's lock.
  private int lastSeenBy = -1;
  private int lastSeenAt = -1;
  private @Nullable Task watcher;
  private @Nullable String directory;

  /// @param descriptor the kernel's, in the process of the dispatcher
  OpenDevice(Kernel kernel, int descriptor, KernelFile file, DeviceSocket socket) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.file = file;
    this.socket = socket;
  }

  int descriptor() {
    return descriptor;
  }

  DeviceSocket socket() {
    return socket;
  }

  /// What the daemon has named as directory of its cache.
  @Nullable String directory() {
    return directory;
  }

  void setDirectory(String path) {
    directory = path;
  }

  /// Begins to show events.
  void watch(UserProcess process) {
    watcher = process.start("poll", this::showEvents);
  }

  private void showEvents() {
    try (PollTable table = new PollTable(kernel)) {
      // The file cannot be released before this task has ended.
      file.poll(table);
      while (!kernel.current().isKilled()) {
        socket.show(() -> file.poll(null), true, this::borrow);
        table.sleepUntil(Long.MAX_VALUE);
      }
    }
  }

  /// Shows what a call has changed.
  void refresh() {
    socket.show(() -> file.poll(null), false, this::borrow);
  }

  /// Ends the showing, and waits for that.
  void stopWatching() {
    Task task = watcher;
    if (task != null) {
      task.kill();
      task.join();
    }
  }

  /// Whether a look at that number may be worth it.
  boolean wasLastSeenAt(int fd) {
    return lastSeenAt == fd;
  }

  /// Notes that a thread had the device at a number.
  ///
  /// @param processOf tells the thread's process
  void seenAt(int thread, int fd, IntUnaryOperator processOf) {
    if (thread != lastSeenBy || fd != lastSeenAt) {
      seenAt(processOf.applyAsInt(thread), fd);
      lastSeenBy = thread;
      lastSeenAt = fd;
    }
  }

  private void seenAt(int process, int fd) {
    Holder holder = new Holder(process, fd);
    synchronized (holders) {
      if (holder.equals(holders.peekFirst())) {
        return;
      }
      holders.remove(holder);
      holders.addFirst(holder);
      if (holders.size() > MOST_HOLDERS) {
        holders.removeLast();
      }
    }
  }

  private @Nullable Integer borrow() {
    Holder[] known;
    synchronized (holders) {
      known = holders.toArray(Holder[]::new);
    }
    HostCalls host = new HostCalls();
    for (Holder holder : known) {
      Integer copy = copy(host, holder.process, holder.fd);
      if (copy != null) {
        return copy;
      }
      synchronized (holders) {
        holders.remove(holder);
      }
    }
    return search(host);
  }

  /// Looks through all processes, for when it was passed on and nobody has called since.
  private @Nullable Integer search(HostCalls host) {
    long self = ProcessHandle.current().pid();
    for (int process : Caller.processes()) {
      if (process == self) {
        continue;
      }
      for (int fd : Caller.descriptors(process)) {
        boolean looksLikeIt = socket.link().equals(Caller.link(host, process, fd));
        Integer copy = looksLikeIt ? copy(host, process, fd) : null;
        if (copy != null) {
          seenAt(process, fd);
          return copy;
        }
      }
    }
    return null;
  }

  private @Nullable Integer copy(HostCalls host, int process, int fd) {
    try {
      int copy = host.copyDescriptor(process, fd);
      if (socket.identity().equals(host.identity(copy))) {
        return copy;
      }
      LibC.close(copy);
    } catch (ErrnoException e) {
      // It is gone, or may not be looked into.
    }
    return null;
  }
}
