package org.fscachesim.fscache;

/// What a cache read does about a hole in the cache file.
///
/// Kernel: include/linux/netfs.h (enum netfs_read_from_hole)
public enum ReadHole {
  /// Read as it is: holes give zeros.
  IGNORE,
  /// Zero the buffer up to the next data, then read.
  CLEAR,
  /// Fail with `ENODATA` where the range holds no data.
  FAIL
}
