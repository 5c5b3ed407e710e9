package org.fscachesim.cachefiles.event;

/// Why the size of a cache file changes.
///
/// Kernel: include/trace/events/cachefiles.h (enum cachefiles_trunc_trace)
public enum TruncateTrace {
  /// What lies behind the new end, up to the next block, is cleared.
  DIOADJ,
  /// A new file gets its size.
  EXPTMP,
  /// The client made its file smaller.
  SHRINK
}
