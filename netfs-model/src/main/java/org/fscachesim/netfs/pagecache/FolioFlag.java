package org.fscachesim.netfs.pagecache;

/// The state of a cached page.
///
/// Kernel: include/linux/page-flags.h (PG_locked, PG_uptodate, PG_readahead)
enum FolioFlag {
  /// Somebody fills it or takes it away; others wait.
  LOCKED,
  /// Its bytes are those of the file.
  UPTODATE,
  /// A reader that gets here starts the next readahead window.
  READAHEAD
}
