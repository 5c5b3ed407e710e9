package org.fscachesim.devnode.external;

import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.WatchedNumbers;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Finds numbers for descriptors that are put into the daemon.
final class FreeNumbers {
  private final WatchedNumbers watched;
  private final HostCalls host;

  FreeNumbers(WatchedNumbers watched, HostCalls host) {
    this.watched = watched;
    this.host = host;
  }

  private boolean isFree(int thread, int number) {
    return Caller.link(host, thread, number) == null;
  }

  /// For the device: the small watched number, where daemons expect it, if no other thread could
  /// take that in the same moment.
  int forDevice(int thread) throws ErrnoException {
    if (isFree(thread, watched.low()) && Caller.isAlone(thread)) {
      return watched.low();
    }
    return atLeast(thread, 0);
  }

  /// The lowest number of the range that is free and not below `least`.
  ///
  /// @throws ErrnoException `EMFILE` when none is
  int atLeast(int thread, int least) throws ErrnoException {
    for (int number = Math.max(least, watched.first()); number < watched.end(); number++) {
      if (isFree(thread, number)) {
        return number;
      }
    }
    throw Errno.EMFILE.exception();
  }
}
