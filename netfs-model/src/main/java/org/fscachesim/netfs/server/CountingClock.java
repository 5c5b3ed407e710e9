package org.fscachesim.netfs.server;

import java.util.function.LongSupplier;

/// The clock of a server that stands beside the kernel: its wall clock, and identities one by one.
///
/// Two changes never have the same time, as a server with a fine clock would have it.
public final class CountingClock implements ServerClock {
  private static final long FIRST_ID = 1000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final LongSupplier seconds;
  // Guarded by the server's lock.
  private long last;
  private long nextId = FIRST_ID;

  /// @param seconds the wall clock, since 1970
  public CountingClock(LongSupplier seconds) {
    this.seconds = seconds;
  }

  @Override
  public long changed(long id, long size) {
    last = Math.max(last + 1, seconds.getAsLong() * NANOS_PER_SECOND);
    return last;
  }

  @Override
  public long identify(String name) {
    return nextId++;
  }
}
