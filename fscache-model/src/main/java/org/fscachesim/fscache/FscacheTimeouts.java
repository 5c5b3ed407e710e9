package org.fscachesim.fscache;

/// The time limits of fscache, all in nanoseconds of the kernel's clock.
///
/// @param lruNanos how long a cookie stays with its object after its last use
/// @param stateWaitNanos how long the begin of an operation waits for a cookie before it says so
///   (once)
/// @param collisionNanos how long an acquisition waits for a predecessor before it says so
public record FscacheTimeouts(long lruNanos, long stateWaitNanos, long collisionNanos) {
  /// What the kernel has: 10, 20 and 20 seconds.
  public static final FscacheTimeouts KERNEL =
      new FscacheTimeouts(10_000_000_000L, 20_000_000_000L, 20_000_000_000L);

  public FscacheTimeouts {
    check("lruNanos", lruNanos);
    check("stateWaitNanos", stateWaitNanos);
    check("collisionNanos", collisionNanos);
  }

  private static void check(String name, long nanos) {
    if (nanos <= 0) {
      throw new IllegalArgumentException(name + " (" + nanos + ") must be positive");
    }
  }
}
