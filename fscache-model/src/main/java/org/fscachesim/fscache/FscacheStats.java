package org.fscachesim.fscache;

/// The counters of `/proc/fs/fscache/stats`.
///
/// Kernel: fs/fscache/stats.c
@SuppressWarnings("DoNotCallSuggester")
public final class FscacheStats {
  /// A read from a cache. Kernel: fscache_count_read
  public void countRead() {
    throw Unwritten.here();
  }

  /// A write to a cache. Kernel: fscache_count_write
  public void countWrite() {
    throw Unwritten.here();
  }

  /// A write that found no space. Kernel: fscache_count_no_write_space
  public void countNoWriteSpace() {
    throw Unwritten.here();
  }

  /// A creation that found no space. Kernel: fscache_count_no_create_space
  public void countNoCreateSpace() {
    throw Unwritten.here();
  }

  /// An object was culled. Kernel: fscache_count_culled
  public void countCulled() {
    throw Unwritten.here();
  }

  /// A direct I/O was misaligned (6.12). Kernel: fscache_count_dio_misfit
  public void countDioMisfit() {
    throw Unwritten.here();
  }
}
