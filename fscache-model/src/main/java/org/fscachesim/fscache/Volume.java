package org.fscachesim.fscache;

import org.jspecify.annotations.Nullable;

/// A volume: the objects of one mounted filesystem.
///
/// Kernel: include/linux/fscache.h (struct fscache_volume)
@SuppressWarnings("DoNotCallSuggester")
public final class Volume {
  /// Number in traces and lists, from 1.
  public int debugId() {
    throw Unwritten.here();
  }

  /// The cache it is in, for life.
  public Cache cache() {
    throw Unwritten.here();
  }

  /// The key, without the length byte and the terminating NUL.
  public String key() {
    throw Unwritten.here();
  }

  /// The hash of the key, the same on every machine.
  public int keyHash() {
    throw Unwritten.here();
  }

  /// The client's coherency data.
  public byte[] coherency() {
    throw Unwritten.here();
  }

  /// The backend's volume; not null means it exists in the cache.
  public @Nullable Object cachePriv() {
    throw Unwritten.here();
  }

  /// Stores the backend's volume.
  public void setCachePriv(@Nullable Object cachePriv) {
    throw Unwritten.here();
  }

  /// Whether the flag is set.
  public boolean has(VolumeFlag flag) {
    throw Unwritten.here();
  }

  /// Accesses under way, the backend's pin included.
  public int accessCount() {
    throw Unwritten.here();
  }

  /// Pins the volume on behalf of a backend that has just set it up; [#withdraw] undoes it.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_acquire_volume)
  public void pinCache() {
    throw Unwritten.here();
  }

  /// Undoes [#pinCache] and waits for the accesses under way.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_withdraw_volume)
  public void withdraw() {
    throw Unwritten.here();
  }

  /// Takes a reference unless the last one is gone.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_try_get_volume)
  public boolean tryGet(VolumeTrace why) {
    throw Unwritten.here();
  }

  /// Puts a reference.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_put_volume)
  public void put(VolumeTrace why) {
    throw Unwritten.here();
  }

  /// The client lets go, having let go of all its cookies.
  ///
  /// @param coherency replaces the coherency data unless `invalidate`
  /// @param invalidate the stored volume is to be discarded
  ///
  ///   Kernel: fs/fscache/volume.c (__fscache_relinquish_volume)
  public void relinquish(byte @Nullable [] coherency, boolean invalidate) {
    throw Unwritten.here();
  }
}
