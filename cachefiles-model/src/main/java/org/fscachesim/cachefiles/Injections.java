package org.fscachesim.cachefiles;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// `/proc/sys/cachefiles/error_injection`: bit 0 (1) makes writes fail with `ENOSPC`, bit 1 (2)
/// makes everything fail with `EIO`.
///
/// Kernel: fs/cachefiles/error_inject.c
public final class Injections {
  private static final int NO_SPACE = 1;
  private static final int IO_ERROR = 2;

  private volatile int mask;

  Injections() {}

  public int mask() {
    return mask;
  }

  public void set(int newMask) {
    mask = newMask;
  }

  void check(Injection kind) throws ErrnoException {
    int now = mask;
    if ((now & IO_ERROR) != 0) {
      throw Errno.EIO.exception();
    }
    if (kind == Injection.WRITE && (now & NO_SPACE) != 0) {
      throw Errno.ENOSPC.exception();
    }
  }
}
