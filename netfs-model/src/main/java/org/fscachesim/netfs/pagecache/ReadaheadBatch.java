package org.fscachesim.netfs.pagecache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consecutive locked pages that are to be read in advance.
///
/// Kernel: include/linux/pagemap.h (struct readahead_control)
public final class ReadaheadBatch {
  private final Deque<Folio> untaken;

  ReadaheadBatch(List<Folio> folios) {
    untaken = new ArrayDeque<>(folios);
  }

  /// The first byte of the pages that are left, which is where the next [#take()] begins.
  public long position() {
    return untaken.element().position();
  }

  /// Bytes of the pages that are left.
  public int length() {
    return untaken.size() * Folio.SIZE;
  }

  /// The next page, which the caller will unlock; null when there is none.
  ///
  /// Kernel: include/linux/pagemap.h (readahead_folio)
  public @Nullable Folio take() {
    return untaken.poll();
  }

  /// All that is left.
  public List<Folio> takeAll() {
    List<Folio> all = List.copyOf(untaken);
    untaken.clear();
    return all;
  }
}
