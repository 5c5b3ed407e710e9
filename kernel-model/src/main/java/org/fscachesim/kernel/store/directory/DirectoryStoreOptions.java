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
/// @param shared whether others add and remove files, too: then free counts that were set follow
///   what they do, a moment later
/// @param diskBytes size of a disk that holds nothing but the directory, whose free counts are
///   taken over at the beginning; 0 for the host's counts
public record DirectoryStoreOptions(
    boolean durable, int maxDescriptors, LongSupplier clock, boolean shared, long diskBytes) {
  private static final int FEWEST = 8;

  public DirectoryStoreOptions {
    if (maxDescriptors != 0 && maxDescriptors < FEWEST) {
      throw new IllegalArgumentException(
          "maxDescriptors (%d) must be 0 or at least %d".formatted(maxDescriptors, FEWEST));
    }
    if (diskBytes != 0 && diskBytes < DirectoryStore.DISK_BLOCK) {
      throw new IllegalArgumentException(
          "diskBytes (%d) must be 0 or at least %d"
              .formatted(diskBytes, DirectoryStore.DISK_BLOCK));
    }
  }

  /// Not durable, with the host's clock, for a directory that nobody else changes.
  public static DirectoryStoreOptions defaults() {
    return new DirectoryStoreOptions(false, 0, DirectoryStoreOptions::hostNanos, false, 0);
  }

  /// The same, forcing the host to write or not.
  public DirectoryStoreOptions withDurable(boolean forced) {
    return new DirectoryStoreOptions(forced, maxDescriptors, clock, shared, diskBytes);
  }

  /// The same with another number of descriptors.
  public DirectoryStoreOptions withMaxDescriptors(int descriptors) {
    return new DirectoryStoreOptions(durable, descriptors, clock, shared, diskBytes);
  }

  /// The same with another clock.
  public DirectoryStoreOptions withClock(LongSupplier other) {
    return new DirectoryStoreOptions(durable, maxDescriptors, other, shared, diskBytes);
  }

  /// The same for a directory that others change, too, or not.
  public DirectoryStoreOptions withShared(boolean others) {
    return new DirectoryStoreOptions(durable, maxDescriptors, clock, others, diskBytes);
  }

  /// The same on a disk of its own, or of the host for 0 bytes.
  public DirectoryStoreOptions withDisk(long bytes) {
    return new DirectoryStoreOptions(durable, maxDescriptors, clock, shared, bytes);
  }

  private static long hostNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
