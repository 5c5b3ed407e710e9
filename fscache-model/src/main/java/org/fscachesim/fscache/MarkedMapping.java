package org.fscachesim.fscache;

/// A page cache as writing to the cache sees it: its bytes, and the mark that a page carries while
/// it is being stored (`PG_fscache`).
///
/// Kernel: include/linux/fscache.h (fscache_write_to_cache, fscache_clear_page_bits)
public interface MarkedMapping {
  /// The bytes of a range whose pages are all present.
  IoBuffer buffer(long start, int length);

  /// Ends the mark of every present page that overlaps the range, and wakes who waits for it.
  void endMarks(FileRange range);
}
