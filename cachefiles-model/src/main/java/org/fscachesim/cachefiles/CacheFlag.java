package org.fscachesim.cachefiles;

/// The flag bits of a cache, with the kernel's numbers.
///
/// Kernel: fs/cachefiles/internal.h (CACHEFILES_READY and following)
public enum CacheFlag {
  /// Bound.
  READY,
  /// The device is closed, or the cache was killed by an I/O error.
  DEAD,
  /// The daemon should make room.
  CULLING,
  /// The daemon should read the state.
  STATE_CHANGED,
  /// A daemon answers requests.
  ONDEMAND_MODE
}
