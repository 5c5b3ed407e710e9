package org.fscachesim.netfs.library;

/// What the library attaches to a page.
///
/// Kernel: include/linux/netfs.h (NETFS_FOLIO_COPY_TO_CACHE)
enum PageMark {
  /// It is dirty only because the cache has to get it; the server has it.
  COPY_TO_CACHE
}
