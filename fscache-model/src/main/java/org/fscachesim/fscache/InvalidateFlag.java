package org.fscachesim.fscache;

/// How an invalidation differs from an ordinary one.
///
/// Kernel: include/linux/fscache.h (FSCACHE_INVAL_*)
public enum InvalidateFlag {
  /// A direct write bypassed the cache: the cookie stays disabled until nobody uses it any more.
  DIO_WRITE
}
