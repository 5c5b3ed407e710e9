package org.fscachesim.scenario;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// A call into the kernel, which may fail with an errno.
@FunctionalInterface
public interface KernelCall {
  /// Makes the call.
  ///
  /// @throws ErrnoException what it fails with
  void make() throws ErrnoException;

  /// Makes a call that may fail.
  ///
  /// @return the errno that it fails with, or null
  static @Nullable Errno errno(KernelCall call) {
    try {
      call.make();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }
}
