package org.fscachesim.fscache;

/// Told exactly once how a cache read or write ended.
///
/// It may be called from inside the call that issued the I/O.
///
/// Kernel: include/linux/netfs.h (netfs_io_terminated_t)
@FunctionalInterface
public interface IoTerminated {
  /// @param outcome bytes or an error
  /// @param wasAsync true when the caller is an I/O completion, where nothing may sleep
  void terminated(IoOutcome outcome, boolean wasAsync);
}
