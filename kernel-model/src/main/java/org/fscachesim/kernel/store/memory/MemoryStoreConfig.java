package org.fscachesim.kernel.store.memory;

import java.util.function.LongSupplier;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.StoreTraits;

/// What a [MemoryStore] shall be.
///
/// @param traits what filesystem it plays
/// @param space its size, and what is free while it holds nothing but the root directory
/// @param clock gives the time for the timestamps, in nanoseconds
public record MemoryStoreConfig(StoreTraits traits, StatFs space, LongSupplier clock) {

  /// The space of an empty 64 MB disk that `mkfs.ext4 -b 4096` made.
  public static final StatFs EXT4_64_MB = new StatFs(4096, 15349, 15343, 14197, 16384, 16373);

  public MemoryStoreConfig {
    if (space.bsize() != traits.blockSize()) {
      throw new IllegalArgumentException(
          "bsize of the space (%d) must be the block size of the traits (%d)"
              .formatted(space.bsize(), traits.blockSize()));
    }
  }

  /// An ext4 of 64 MB whose clock stands still at 0.
  public static MemoryStoreConfig ext4() {
    return new MemoryStoreConfig(StoreTraits.EXT4, EXT4_64_MB, () -> 0);
  }

  /// A tmpfs of 64 MB: no sync_fs and no extended attributes.
  public static MemoryStoreConfig tmpfs() {
    return new MemoryStoreConfig(
        StoreTraits.TMPFS, new StatFs(4096, 16384, 16384, 16384, 16384, 16383), () -> 0);
  }

  /// A proc, which can hold nothing.
  public static MemoryStoreConfig proc() {
    return new MemoryStoreConfig(StoreTraits.PROC, new StatFs(1024, 0, 0, 0, 0, 0), () -> 0);
  }

  /// The same with other traits; their block size must be that of the space.
  public MemoryStoreConfig withTraits(StoreTraits other) {
    return new MemoryStoreConfig(other, space, clock);
  }

  /// The same with another space.
  public MemoryStoreConfig withSpace(StatFs other) {
    return new MemoryStoreConfig(traits, other, clock);
  }

  /// The same with another clock, in nanoseconds. It is asked under the store's lock and must not
  /// wait.
  public MemoryStoreConfig withClock(LongSupplier other) {
    return new MemoryStoreConfig(traits, space, other);
  }
}
