package org.fscachesim.devnode.external;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.ReadySet;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;

/// Releases the simulated kernel's files whose last descriptor the daemon has closed.
///
/// A close itself is not stopped. The host tells of it before the closing thread can go on; so
/// whoever looks here before each call knows of all that was closed before that call.
///
/// Guarded by the dispatcher's lock.
final class Departures implements AutoCloseable {
  /// How long a call may have to wait for a release that came before it.
  private static final long RELEASE_NANOS = 2_000_000_000L;

  private static final long FILES = -1;

  private final Kernel kernel;
  private final UserProcess process;
  private final AnonymousFiles anonymous;
  private final ReadySet ready = new ReadySet();
  // By their descriptors.
  private final Map<Integer, OpenDevice> devices = new LinkedHashMap<>();

  Departures(UserProcess process, AnonymousFiles anonymous) throws ErrnoException {
    this.kernel = process.kernel();
    this.process = process;
    this.anonymous = anonymous;
    ready.add(anonymous.closings(), HostCalls.POLLIN, FILES);
  }

  /// To poll, without the lock: readable when [#release] has something to do.
  int fd() {
    return ready.fd();
  }

  /// The daemon has a device from now on.
  void add(OpenDevice device) throws ErrnoException {
    devices.put(device.descriptor(), device);
    // Only its end matters: what fills the buffer of the other end is readable all the time.
    ready.add(device.socket().ours(), 0, device.descriptor());
  }

  /// The daemon did not get it.
  void forget(OpenDevice device) {
    devices.remove(device.descriptor());
  }

  /// The devices that the daemon has.
  Iterable<OpenDevice> devices() {
    return devices.values();
  }

  /// Releases what was closed until now.
  void release() {
    int count = ready.ready();
    if (count == 0) {
      return;
    }
    List<OpenDevice> closed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      OpenDevice device = devices.get((int) ready.tag(i));
      if (device != null) {
        closed.add(device);
      }
    }
    releaseAnonymous();
    closed.forEach(this::release);
  }

  /// Releases everything, as when a process ends.
  void releaseAll() {
    releaseAnonymous();
    List.copyOf(devices.values()).forEach(this::release);
    process.files().open().forEach(fd -> close("exit", fd));
  }

  private void releaseAnonymous() {
    for (int descriptor : anonymous.closed()) {
      close("close", descriptor);
    }
  }

  private void release(OpenDevice device) {
    devices.remove(device.descriptor());
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

  @Override
  public void close() {
    ready.close();
    anonymous.close();
  }
}
