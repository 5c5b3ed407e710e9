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

  /// The lowest watched number that is free and not below `least`. Small ones are taken only by
  /// processes that may have no others.
  ///
  /// @throws ErrnoException `EMFILE` when none is
  int atLeast(int thread, int least) throws ErrnoException {
    long limit = Caller.descriptorLimit(thread);
    boolean few = limit <= watched.first();
    int first = few ? watched.spare() : watched.first();
    long end = Math.min(limit, few ? watched.spareEnd() : watched.end());
    for (int number = Math.max(least, first); number < end; number++) {
      if (isFree(thread, number)) {
        return number;
      }
    }
    throw Errno.EMFILE.exception();
  }
}
