package org.fscachesim.kernel.store.directory;

import java.time.Instant;
import java.util.function.LongSupplier;

/// How a [DirectoryStore] shall work.
///
/// @param durable whether sync and fsync really force the host to write; without, they succeed at
///   once, which is right for a simulator whose host does not crash
/// @param maxDescriptors how many descriptors to keep open for inodes that could be opened again,
///   at least 8; 0 lets the store choose by the limit of the process
/// @param clock gives the time for [DirectoryStore#touchAtime], in nanoseconds since the epoch; all
///   other timestamps are the host's
public record DirectoryStoreOptions(boolean durable, int maxDescriptors, LongSupplier clock) {
  private static final int FEWEST = 8;

  public DirectoryStoreOptions {
    if (maxDescriptors != 0 && maxDescriptors < FEWEST) {
      throw new IllegalArgumentException(
          "maxDescriptors (%d) must be 0 or at least %d".formatted(maxDescriptors, FEWEST));
    }
  }

  /// Not durable, with the host's clock.
  public static DirectoryStoreOptions defaults() {
    return new DirectoryStoreOptions(false, 0, DirectoryStoreOptions::hostNanos);
  }

  /// The same, forcing the host to write or not.
  public DirectoryStoreOptions withDurable(boolean forced) {
    return new DirectoryStoreOptions(forced, maxDescriptors, clock);
  }

  /// The same with another number of descriptors.
  public DirectoryStoreOptions withMaxDescriptors(int descriptors) {
    return new DirectoryStoreOptions(durable, descriptors, clock);
  }

  /// The same with another clock.
  public DirectoryStoreOptions withClock(LongSupplier other) {
    return new DirectoryStoreOptions(durable, maxDescriptors, other);
  }

  private static long hostNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
