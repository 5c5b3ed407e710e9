package org.fscachesim.cachefiles;

import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// Guards of cachefiles that were right from the start. Every release has them; one that is taken
/// out makes a bug that nobody ever had, and that an exploration has to find all the same.
///
/// Every constant is asked in exactly one place.
public enum CachefilesMutation implements Switch {
  /// A sender looks once more, under the lock of the table, whether the cache is dead. Without it a
  /// request may come into the table behind the flush.
  DEAD_CHECK_UNDER_LOCK,

  /// A cache is marked as dead before its requests are flushed. Without it a request may come into
  /// the table behind the flush, too.
  DEAD_SET_BEFORE_FLUSH,

  /// A sender looks once more, under the lock of the table, whether the object that a CLOSE is
  /// about is still open. Without it the daemon may be told to close what it has closed.
  CLOSE_NEEDS_OPEN_STATE;

  @Override
  public boolean in(KernelVersion version) {
    return true;
  }
}
