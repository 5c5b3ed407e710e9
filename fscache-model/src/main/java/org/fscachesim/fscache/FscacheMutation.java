package org.fscachesim.fscache;

import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// Guards of fscache that were right from the start. Every release has them; one that is taken out
/// makes a bug that nobody ever had, and that an exploration has to find all the same.
///
/// Every constant is asked in exactly one place.
public enum FscacheMutation implements Switch {
  /// Whoever begins an access looks again, behind the count, whether it may. Without it an access
  /// is granted after the withdrawal found none.
  ACCESS_RECHECK,

  /// While a cookie is cached, the end of its last access wakes nobody. Without it each one queues
  /// the worker, which finds nothing to do.
  NO_ACCESS_WAKE_GATE,

  /// A cookie whose key a relinquished one still has waits until that one is dropped. Without it
  /// two objects work with one file.
  RELINQUISH_COLLISION_WAIT,

  /// A cookie has one piece of work, which never runs beside itself. Without it each time that its
  /// worker is queued is a piece of its own, and two lookups of one file may go on at once.
  LOOKUP_NOT_REENTRANT;

  @Override
  public boolean in(KernelVersion version) {
    return true;
  }
}
