package org.fscachesim.kernel.ffi;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Error numbers of the host.
public final class HostErrno {
  private HostErrno() {}

  /// The exception for a positive errno of the host; EIO for one that has no name in [Errno].
  public static ErrnoException exception(int code) {
    return Errno.byCode(code).orElse(Errno.EIO).exception();
  }
}
