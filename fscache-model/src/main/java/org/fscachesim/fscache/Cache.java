package org.fscachesim.fscache;

import org.jspecify.annotations.Nullable;

/// A cache, or the name of one that somebody asked for.
///
/// Kernel: include/linux/fscache-cache.h (struct fscache_cache)
@SuppressWarnings("DoNotCallSuggester")
public final class Cache {
  /// Number in traces and lists, from 1.
  public int debugId() {
    throw Unwritten.here();
  }

  /// The tag, null for the cache without one.
  public @Nullable String name() {
    throw Unwritten.here();
  }

  /// Where it stands.
  public CacheState state() {
    throw Unwritten.here();
  }

  /// What the backend gave to [#add].
  public @Nullable Object cachePriv() {
    throw Unwritten.here();
  }

  /// Volumes attached.
  public int volumeCount() {
    throw Unwritten.here();
  }

  /// Backend objects alive.
  public int objectCount() {
    throw Unwritten.here();
  }

  /// Accesses under way, the pin of service included.
  public int accessCount() {
    throw Unwritten.here();
  }

  /// Brings the cache, which must be preparing, into service.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_add_cache)
  public void add(CacheOperations ops, @Nullable Object cachePriv) {
    throw Unwritten.here();
  }

  /// Notes an I/O error: nothing new starts, nothing is withdrawn.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_io_error)
  public void ioError() {
    throw Unwritten.here();
  }

  /// Takes the cache out of service and waits for the accesses under way.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_withdraw_cache)
  public void withdraw() {
    throw Unwritten.here();
  }

  /// Lets go of the name.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_relinquish_cache)
  public void relinquish() {
    throw Unwritten.here();
  }

  /// Counts a backend object.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_object)
  public void countObject() {
    throw Unwritten.here();
  }

  /// Uncounts a backend object: the very last touch, the cache may be gone on return.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_uncount_object)
  public void uncountObject() {
    throw Unwritten.here();
  }

  /// Waits until no object is left.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_wait_for_objects)
  public void waitForObjects() {
    throw Unwritten.here();
  }
}
