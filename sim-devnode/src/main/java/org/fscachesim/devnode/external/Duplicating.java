package org.fscachesim.devnode.external;

import java.util.function.Consumer;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.devnode.seccomp.Trap;
import org.fscachesim.devnode.seccomp.WatchedNumbers;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;

/// dup(2) and its kin: copies have to stay where calls on them are stopped.
final class Duplicating {
  private static final int F_DUPFD_CLOEXEC = 1030;

  private final Listener listener;
  private final HostCalls host;
  private final WatchedNumbers watched;
  private final FreeNumbers numbers;
  private final Consumer<String> refuse;

  Duplicating(
      Listener listener,
      HostCalls host,
      WatchedNumbers watched,
      FreeNumbers numbers,
      Consumer<String> refuse) {
    this.listener = listener;
    this.host = host;
    this.watched = watched;
    this.numbers = numbers;
    this.refuse = refuse;
  }

  void duplicate(Trap trap, StoppedCall call, Target target) throws ErrnoException {
    target.file().put();
    switch (trap) {
      case DUP -> copy(call, target.fd(), 0, false);
      case FCNTL ->
          copy(call, target.fd(), call.intArgument(2), call.intArgument(1) == F_DUPFD_CLOEXEC);
      default -> toNumber(call);
    }
  }

  /// The kernel says which number; it takes the lowest where calls are stopped.
  private void copy(StoppedCall call, int fd, int least, boolean closeOnExec)
      throws ErrnoException {
    if (least < 0 || least >= Caller.descriptorLimit(call.thread())) {
      throw Errno.EINVAL.exception();
    }
    int number = numbers.atLeast(call.thread(), least);
    int copy = host.copyDescriptor(Caller.processOf(call.thread()), fd);
    try {
      listener.give(call, copy, number, closeOnExec);
    } finally {
      LibC.close(copy);
    }
    listener.answer(call, number);
  }

  /// The daemon says which number.
  private void toNumber(StoppedCall call) throws ErrnoException {
    int number = call.intArgument(1);
    boolean possible = number >= 0 && number < Caller.descriptorLimit(call.thread());
    if (possible && !watched.contains(number)) {
      refuse.accept(
          "the daemon duplicates a descriptor of the device to number "
              + number
              + ", where its calls cannot be caught: those that can are "
              + watched.low()
              + ", "
              + watched.spare()
              + " to "
              + (watched.spareEnd() - 1)
              + " and "
              + watched.first()
              + " to "
              + (watched.end() - 1));
      throw Errno.EBADF.exception();
    }
    listener.letGo(call);
  }
}
