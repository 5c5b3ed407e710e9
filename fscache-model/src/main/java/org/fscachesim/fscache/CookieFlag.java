package org.fscachesim.fscache;

/// The flag bits of a data cookie; the bit number is the ordinal.
///
/// Kernel: include/linux/fscache.h (struct fscache_cookie, FSCACHE_COOKIE_*)
public enum CookieFlag {
  /// The client let go.
  RELINQUISHED,
  /// ... and asked for the data to be deleted.
  RETIRED,
  /// A lookup was begun and caching has not failed since. Survives withdrawal.
  IS_CACHING,
  /// The cache holds nothing that may be read.
  NO_DATA_TO_READ,
  /// Coherency data or size await a commit by the backend.
  NEEDS_UPDATE,
  /// A lookup was begun at some time.
  HAS_BEEN_CACHED,
  /// Switched off until the last user has gone.
  DISABLED,
  /// The client modifies the data locally.
  LOCAL_WRITE,
  /// The access gate is closed: reaching zero accesses wakes nobody.
  NO_ACCESS_WAKE,
  /// The worker is to relinquish.
  DO_RELINQUISH,
  /// The worker is to withdraw.
  DO_WITHDRAW,
  /// The worker is to discard, for want of use.
  DO_LRU_DISCARD,
  /// The worker is to tell the backend of local modifications.
  DO_PREP_TO_WRITE,
  /// The backend stored data. Set by the backend.
  HAVE_DATA,
  /// On its hash chain.
  IS_HASHED,
  /// An invalidation arrived during lookup.
  DO_INVALIDATE
}
