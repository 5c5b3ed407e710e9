package org.fscachesim.fscache;

import org.fscachesim.kernel.Errno;

/// How one cache read or write ended: `IoOutcome = Transferred | Failed`.
///
/// The kernel passes one signed number, negative for an error.
///
/// Kernel: include/linux/netfs.h (netfs_io_terminated_t)
public sealed interface IoOutcome {
  /// It moved this many bytes, possibly fewer than asked.
  ///
  /// @param bytes 0 or more
  record Transferred(long bytes) implements IoOutcome {
    public Transferred {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes (" + bytes + ") must not be negative");
      }
    }
  }

  /// It failed; nothing is said about how much was moved before.
  record Failed(Errno error) implements IoOutcome {}
}
