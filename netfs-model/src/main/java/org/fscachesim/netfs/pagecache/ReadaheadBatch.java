package org.fscachesim.netfs.pagecache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// Consecutive locked pages that are to be read in advance.
///
/// Kernel: include/linux/pagemap.h (struct readahead_control)
public final class ReadaheadBatch {
  private final AddressSpace mapping;
  private final @Nullable Object file;
  private final Deque<Folio> untaken;

  /// @param file the open file for which they are read; null for none
  /// @param folios consecutive pages of the mapping, locked
  public ReadaheadBatch(AddressSpace mapping, @Nullable Object file, List<Folio> folios) {
    this.mapping = mapping;
    this.file = file;
    untaken = new ArrayDeque<>(folios);
  }

  /// The open file for which the pages are read; null for none.
  public @Nullable Object file() {
    return file;
  }

  /// Grows the run of pages to `start`..`start + length`, as far as no page is in the way and there
  /// is memory. It never shrinks.
  ///
  /// @param start position of the first byte, a multiple of the page size
  /// @param length bytes, a multiple of the page size
  ///
  ///   Kernel: mm/readahead.c (readahead_expand)
  public void expand(long start, long length) {
    long first = start / Folio.SIZE;
    long end = (start + length) / Folio.SIZE;
    try {
      for (long i = untaken.element().index() - 1; i >= first; i--) {
        Folio folio = mapping.addLocked(i);
        if (folio == null) {
          break;
        }
        untaken.addFirst(folio);
      }
      for (long i = untaken.getLast().index() + 1; i < end; i++) {
        Folio folio = mapping.addLocked(i);
        if (folio == null) {
          return;
        }
        untaken.addLast(folio);
      }
    } catch (ErrnoException _) {
      // No memory for a page: what there is has to do.
    }
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
