package org.fscachesim.cachefiles;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Errors on demand: what `/proc/sys/cachefiles/error_injection` holds.
///
/// | bit | reads | writes | removals |
/// |---|---|---|---|
/// | 1 | | `ENOSPC` | |
/// | 2 | `EIO` | `EIO` | `EIO` |
///
/// Asked before an operation of the cache's filesystem, which is then not carried out.
///
/// Kernel: fs/cachefiles/error_inject.c, fs/cachefiles/internal.h (cachefiles_inject_read_error)
public final class ErrorInjection {
  private static final int NO_SPACE = 1;
  private static final int IO_ERROR = 2;

  private volatile int mask;

  ErrorInjection() {}

  public int mask() {
    return mask;
  }

  /// Sets the mask; 0 is off.
  public void set(int newMask) {
    mask = newMask;
  }

  /// Before a lookup, a link, a rename, a seek, a read of data or attributes.
  public void beforeRead() throws ErrnoException {
    failIf(IO_ERROR, Errno.EIO);
  }

  /// Before whatever makes something or writes.
  public void beforeWrite() throws ErrnoException {
    failIf(IO_ERROR, Errno.EIO);
    failIf(NO_SPACE, Errno.ENOSPC);
  }

  /// Before whatever removes something or makes it shorter.
  public void beforeRemove() throws ErrnoException {
    failIf(IO_ERROR, Errno.EIO);
  }

  private void failIf(int bit, Errno errno) throws ErrnoException {
    if ((mask & bit) != 0) {
      throw errno.exception();
    }
  }
}
