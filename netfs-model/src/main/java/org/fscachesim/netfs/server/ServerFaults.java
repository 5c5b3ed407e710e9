package org.fscachesim.netfs.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/// What goes wrong at a server: by order, for tests, or by a choice of the machine.
///
/// To arm the choices, arm the points that are named here with the kernel's faults.
public final class ServerFaults {
  /// A call fails with `EIO`.
  public static final String ERROR = "server error";

  /// A read brings fewer bytes than there are.
  public static final String SHORT_READ = "server short read";

  private final Kernel kernel;
  private final SpinLock lock;
  // Guarded by `lock`.
  private final Deque<Errno> errors = new ArrayDeque<>();
  private int shortTo = Integer.MAX_VALUE;
  private long delayMillis;

  ServerFaults(Kernel kernel) {
    this.kernel = kernel;
    this.lock = new SpinLock(kernel, "server faults");
  }

  /// Lets one of the next reads or writes fail, in the order in which this was called.
  public void failNext(Errno errno) {
    try (Held _ = lock.hold()) {
      errors.add(errno);
    }
  }

  /// From now on a read brings at most so many bytes; [Integer#MAX_VALUE] for all.
  public void shortenReadsTo(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes (" + bytes + ") must be 1 or more");
    }
    try (Held _ = lock.hold()) {
      shortTo = bytes;
    }
  }

  /// From now on every call takes so long.
  public void delay(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("millis (" + millis + ") must not be negative");
    }
    try (Held _ = lock.hold()) {
      delayMillis = millis;
    }
  }

  void delayCall() {
    long millis;
    try (Held _ = lock.hold()) {
      millis = delayMillis;
    }
    if (millis > 0) {
      kernel.sleepMillis(millis);
    }
  }

  void failTransfer() throws ErrnoException {
    @Nullable Errno ordered;
    try (Held _ = lock.hold()) {
      ordered = errors.poll();
    }
    if (ordered != null) {
      throw ordered.exception();
    }
    if (kernel.fault(ERROR)) {
      throw Errno.EIO.exception();
    }
  }

  int shorten(int length) {
    int most;
    try (Held _ = lock.hold()) {
      most = shortTo;
    }
    boolean drawn = length > 1 && kernel.fault(SHORT_READ);
    return Math.min(most, drawn ? (length + 1) / 2 : length);
  }
}
