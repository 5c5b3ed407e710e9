package org.fscachesim.devnode.external;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;

/// open(2) and its kin. Everything but the device is opened by the host.
final class Opening {
  private static final int ACCESS_MODE = 3;

  private final UserProcess process;
  private final Listener listener;
  private final CallerMemory memory;
  private final Departures departures;
  private final FreeNumbers numbers;
  private final HostCalls host = new HostCalls();

  Opening(
      UserProcess process,
      Listener listener,
      CallerMemory memory,
      Departures departures,
      FreeNumbers numbers) {
    this.process = process;
    this.listener = listener;
    this.memory = memory;
    this.departures = departures;
    this.numbers = numbers;
  }

  /// openat2(2), whose flags are the first word of a structure.
  void open2(StoppedCall call) throws ErrnoException {
    MemorySegment how = memory.buffer(8);
    memory.read(call.thread(), call.argument(2), how);
    open(call, call.argument(1), how.get(ValueLayout.JAVA_LONG, 0));
  }

  void open(StoppedCall call, long path, long flags) throws ErrnoException {
    if ((flags & HostFlags.O_PATH) != 0 || !isDevice(call, path)) {
      listener.letGo(call);
      return;
    }
    int access = (int) flags & ACCESS_MODE;
    boolean nonblock = (flags & HostCalls.O_NONBLOCK) != 0;
    OpenFlags how = new OpenFlags(access != 1, access == 1 || access == 2, nonblock);
    int number = numbers.forDevice(call.thread());
    int descriptor = new SimulatedSystem(process).open(SystemCalls.DEVICE, how);
    boolean given = false;
    try {
      hand(call, descriptor, number, nonblock, (flags & HostFlags.O_CLOEXEC) != 0);
      given = true;
    } finally {
      if (!given) {
        process.files().close(descriptor);
      }
    }
    listener.answer(call, number);
  }

  /// A path that cannot be read is left to the host, which says so.
  private boolean isDevice(StoppedCall call, long path) {
    try {
      return Calls.isDevice(memory.path(call.thread(), path)) && listener.isValid(call);
    } catch (ErrnoException e) {
      return false;
    }
  }

  private void hand(
      StoppedCall call, int descriptor, int number, boolean nonblock, boolean closeOnExec)
      throws ErrnoException {
    DeviceSocket socket = new DeviceSocket();
    KernelFile file = process.files().get(descriptor);
    file.put();
    OpenDevice device = new OpenDevice(process.kernel(), descriptor, file, socket);
    boolean given = false;
    try {
      host.setStatusFlags(socket.theirs(), nonblock ? HostCalls.O_NONBLOCK : 0);
      departures.add(device);
      listener.give(call, socket.theirs(), number, closeOnExec);
      given = true;
    } finally {
      if (!given) {
        departures.forget(device);
        socket.close();
      }
    }
    socket.handedOver();
    device.seenAt(call.thread(), number, Caller::processOf);
    device.watch(process);
  }
}
