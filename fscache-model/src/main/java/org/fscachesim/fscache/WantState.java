package org.fscachesim.fscache;

/// What the caller of `begin_operation` needs the object for, and so how far its lookup must have
/// come.
///
/// Kernel: include/linux/fscache-cache.h (enum fscache_want_state)
public enum WantState {
  /// Only parameters; content while the object is still being created.
  PARAMS,
  /// To write or resize.
  WRITE,
  /// To read.
  READ
}
