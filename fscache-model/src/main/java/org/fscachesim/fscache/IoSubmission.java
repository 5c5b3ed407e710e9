package org.fscachesim.fscache;

/// What a cache read or write that did not fail at once has to say: over, or on its way.
///
/// Kernel: include/linux/netfs.h (struct netfs_cache_ops, results 0 and -EIOCBQUEUED)
public enum IoSubmission {
  /// It has ended.
  DONE,
  /// It goes on; the completion function will tell.
  QUEUED
}
