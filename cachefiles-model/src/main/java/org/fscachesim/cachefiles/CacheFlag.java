package org.fscachesim.cachefiles;

/// The flag bits of a cache; the bit number is the ordinal.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_cache, CACHEFILES_*)
public enum CacheFlag {
  /// Bound and in service.
  READY,
  /// Given up: by an error of the filesystem, or because the device was closed.
  DEAD,
  /// Space is short; the daemon shall cull.
  CULLING,
  /// The daemon shall read the state.
  STATE_CHANGED,
  /// Holes are filled by the daemon.
  ONDEMAND_MODE
}
