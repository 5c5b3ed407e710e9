package org.fscachesim.fscache;

/// One piece of a write that the 6.12 library hands to the cache.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_subrequest, the write side)
public interface WriteSubrequest {
  /// The resources of the write request.
  CacheResources resources();

  /// File position in bytes.
  long start();

  /// Bytes to write.
  long length();

  /// The bytes.
  IoBuffer buffer();

  /// Sets how much one subrequest of this stream may carry.
  ///
  /// @param bytes at most so many bytes
  /// @param segments in at most so many pieces
  void limit(long bytes, int segments);

  /// The cache cannot take it: the stream is given up for this request.
  ///
  /// Kernel: fs/netfs/write_issue.c (netfs_prepare_write_failed)
  void prepareFailed();

  /// It ended.
  ///
  /// Kernel: fs/netfs/write_collect.c (netfs_write_subrequest_terminated)
  void terminated(IoOutcome outcome, boolean wasAsync);
}
