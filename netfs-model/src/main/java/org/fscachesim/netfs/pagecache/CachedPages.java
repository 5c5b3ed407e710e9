package org.fscachesim.netfs.pagecache;

/// Which pages of a file are in the page cache, filled or being filled.
@FunctionalInterface
public interface CachedPages {
  /// Whether the page at `index` is there.
  boolean has(long index);

  /// The first index from `index` on that is missing, looking at no more than `limit` pages; when
  /// all of them are there, the index after them.
  ///
  /// Kernel: mm/filemap.c (page_cache_next_miss)
  default long nextMiss(long index, long limit) {
    for (long i = 0; i < limit; i++) {
      if (!has(index + i)) {
        return index + i;
      }
    }
    return index + limit;
  }

  /// How many pages right before `index` are there, counting no more than `limit`.
  ///
  /// Kernel: mm/readahead.c (count_history_pages)
  default long historyBefore(long index, long limit) {
    long count = 0;
    while (count < limit && count < index && has(index - 1 - count)) {
      count++;
    }
    return count;
  }
}
