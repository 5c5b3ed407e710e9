package org.fscachesim.fscache;

/// The flag bits of a volume; the bit number is the ordinal.
///
/// Kernel: include/linux/fscache.h (struct fscache_volume, FSCACHE_VOLUME_*)
public enum VolumeFlag {
  /// The client let go.
  RELINQUISHED,
  /// ... and asked for the stored volume to be discarded.
  INVALIDATE,
  /// A newcomer with the same key waits for this one to go.
  COLLIDED_WITH,
  /// This is such a newcomer, and waits.
  ACQUIRE_PENDING,
  /// A creation attempt is under way.
  CREATING
}
