package org.fscachesim.netfs.pagecache;

/// The state of a cached page.
///
/// Kernel: include/linux/page-flags.h (PG_locked, PG_uptodate, PG_readahead, PG_dirty,
/// PG_writeback, PG_private_2)
enum FolioFlag {
  /// Somebody fills it or takes it away; others wait.
  LOCKED,
  /// Its bytes are those of the file.
  UPTODATE,
  /// A reader that gets here starts the next readahead window.
  READAHEAD,
  /// Its bytes are newer than those of the server, or are wanted in the cache.
  DIRTY,
  /// It is being written back.
  WRITEBACK,
  /// It is being stored in the cache: the kernel's PG_fscache.
  PRIVATE_2
}
