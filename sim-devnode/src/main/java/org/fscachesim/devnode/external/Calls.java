package org.fscachesim.devnode.external;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.FileIdentity;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.Processor;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.devnode.seccomp.Threads;
import org.fscachesim.devnode.seccomp.Trap;
import org.fscachesim.devnode.seccomp.WatchedNumbers;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// Answers stopped calls: finds out what each is about, and has it done.
final class Calls implements AutoCloseable {
  /// A call on one of our files.
  @FunctionalInterface
  interface Operation {
    long run(Target target, StoppedCall call) throws ErrnoException;
  }

  private final UserProcess process;
  private final Listener listener;
  private final AnonymousFiles anonymous;
  private final Departures departures;
  private final Consumer<String> refuse;
  private final CallerMemory memory = new CallerMemory();
  private final HostCalls host = new HostCalls();
  private final Threads threads = new Threads();
  private final Map<Integer, Trap> traps = new HashMap<>();
  private final Map<Trap, Operation> operations = new EnumMap<>(Trap.class);
  private final Map<Integer, Integer> processes = new HashMap<>();
  private final Opening opening;
  private final Duplicating duplicating;
  private final Receiving receiving;
  private final Removing removing;

  Calls(
      UserProcess process,
      Listener listener,
      AnonymousFiles anonymous,
      Departures departures,
      HostDirectories directories,
      WatchedNumbers watched,
      Processor processor,
      Consumer<String> refuse,
      Consumer<StoppedCall> again) {
    this.process = process;
    this.listener = listener;
    this.anonymous = anonymous;
    this.departures = departures;
    this.refuse = refuse;
    for (Trap trap : Trap.values()) {
      traps.put(trap.number(processor), trap);
    }
    FreeNumbers numbers = new FreeNumbers(watched, host);
    this.opening = new Opening(process, listener, memory, departures, numbers);
    this.duplicating = new Duplicating(listener, host, watched, numbers, refuse);
    this.receiving = new Receiving(listener, memory, numbers, this::isOurs, again);
    this.removing = new Removing(process.kernel(), listener, memory, directories);
    new DataCalls(memory, listener, anonymous, numbers, new DeviceCommands(process, directories))
        .register(operations);
    new ControlCalls(memory, processor).register(operations);
  }

  /// Answers a call, unless it fails with what no caller can be told.
  void serve(StoppedCall call) {
    try {
      dispatch(call);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM) {
        explainNoAccess(call);
      }
      listener.fail(call, e.errno().code());
    }
  }

  /// A daemon that gave up its rights in a way that makes it unreadable cannot be served.
  private void explainNoAccess(StoppedCall call) {
    try {
      memory.read(call.thread(), 0, memory.buffer(1));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM) {
        refuse.accept(
            "the memory of process "
                + processOf(call.thread())
                + " may not be read: it has other rights than this program, or the host forbids"
                + " it");
      }
    }
  }

  private void dispatch(StoppedCall call) throws ErrnoException {
    Trap trap = traps.get(call.number());
    switch (trap) {
      case null -> listener.letGo(call);
      case OPEN -> opening.open(call, call.argument(0), call.argument(1));
      case OPENAT -> opening.open(call, call.argument(1), call.argument(2));
      case OPENAT2 -> opening.open2(call);
      case IO_URING_SETUP -> {
        refuse.accept(
            "the daemon wants io_uring, whose operations no filter sees; it is told that there is"
                + " none");
        throw Errno.ENOSYS.exception();
      }
      case SETUID, SETGID, SETREUID, SETREGID, SETGROUPS, SETRESUID, SETRESGID, CAPSET ->
          listener.answer(call, 0);
      case RECVMSG -> receiving.receive(call);
      case RECVMMSG -> receiving.receiveSeveral(call);
      case PIDFD_GETFD -> receiving.fetch(call);
      case RMDIR -> removing.inWorkingDirectory(call, call.argument(0));
      case UNLINKAT -> removing.in(call, call.intArgument(0), call.argument(1));
      default -> onDescriptor(trap, call);
    }
  }

  private void onDescriptor(Trap trap, StoppedCall call) throws ErrnoException {
    switch (trap) {
      case SENDFILE -> into(call, 0, 1);
      case SPLICE, COPY_FILE_RANGE -> into(call, 2, 0);
      default -> {
        Target target = target(call, call.intArgument(0));
        if (target == null) {
          listener.letGo(call);
        } else if (trap == Trap.DUP
            || trap == Trap.DUP2
            || trap == Trap.DUP3
            || trap == Trap.FCNTL) {
          duplicating.duplicate(trap, call, target);
        } else {
          carryOut(trap, call, target);
        }
      }
    }
  }

  /// Neither of our files can be an end of a splice.
  private void into(StoppedCall call, int first, int second) throws ErrnoException {
    for (int index : new int[] {first, second}) {
      Target target = target(call, call.intArgument(index));
      if (target != null) {
        target.file().put();
        throw Errno.EINVAL.exception();
      }
    }
    listener.letGo(call);
  }

  private void carryOut(Trap trap, StoppedCall call, Target target) throws ErrnoException {
    long result;
    try {
      Operation operation = operations.get(trap);
      if (operation == null) {
        throw new IllegalStateException("nothing is known of " + trap);
      }
      result = operation.run(target, call);
    } finally {
      target.file().put();
      refresh();
    }
    if (result == ControlCalls.LET_GO) {
      listener.letGo(call);
    } else {
      listener.answer(call, result);
    }
  }

  private void refresh() {
    departures.devices().forEach(OpenDevice::refresh);
  }

  /// The file that a descriptor of the caller leads to, with a reference; null when it is none of
  /// ours.
  private @Nullable Target target(StoppedCall call, int fd) throws ErrnoException {
    for (OpenDevice device : departures.devices()) {
      if (device.wasLastSeenAt(fd) && device.socket().isAt(host, call.thread(), fd)) {
        device.seenAt(call.thread(), fd, this::processOf);
        return new Target(process.files().get(device.descriptor()), device, fd);
      }
    }
    FileIdentity file = fileOf(call.thread(), fd);
    if (file == null) {
      return null;
    }
    for (OpenDevice device : departures.devices()) {
      if (device.socket().identity().equals(file)) {
        device.seenAt(call.thread(), fd, this::processOf);
        return new Target(process.files().get(device.descriptor()), device, fd);
      }
    }
    Integer descriptor = anonymous.find(file);
    return descriptor == null ? null : new Target(process.files().get(descriptor), null, fd);
  }

  /// Asked for at each call: nothing tells that the daemon has closed a descriptor, or put another
  /// file in its place.
  private @Nullable FileIdentity fileOf(int thread, int fd) throws ErrnoException {
    int copy = threads.copy(thread, fd);
    if (copy == Threads.NOT_TOLD) {
      return Caller.file(thread, fd);
    }
    if (copy == Threads.NONE) {
      return null;
    }
    try {
      return host.identity(copy);
    } finally {
      host.close(copy);
    }
  }

  private boolean isOurs(FileIdentity file) {
    if (anonymous.find(file) != null) {
      return true;
    }
    for (OpenDevice device : departures.devices()) {
      if (device.socket().identity().equals(file)) {
        return true;
      }
    }
    return false;
  }

  /// The process of a thread, which is asked for once.
  private int processOf(int thread) {
    return processes.computeIfAbsent(thread, Caller::processOf);
  }

  /// Whether an absolute path is the device's, however it is written.
  static boolean isDevice(String path) {
    if (path.equals(SystemCalls.DEVICE)) {
      return true;
    }
    return path.startsWith("/")
        && path.endsWith("/cachefiles")
        && Path.of(path).normalize().toString().equals(SystemCalls.DEVICE);
  }

  @Override
  public void close() {
    threads.close();
  }
}
