package org.fscachesim.netfs.pagecache;

import java.util.Optional;

/// What one open file remembers of its reads, and which pages to read next because of it.
///
/// # How it works
///
/// A *window* is a run of pages to read, and its last `asyncSize` pages are there in advance. The
/// first of those carries a *mark*. A reader that touches the mark starts the next window, so that
/// it is under way before the reader arrives there; a reader that finds a page missing starts a
/// window at that page. Windows grow from twice or four times what was asked for up to the maximum.
///
/// A miss that is neither at the start of the file, nor next to the last read, nor where the last
/// window ended, and that has no cached pages before it, is a random read: exactly the pages asked
/// for are read, and the state stays as it was.
///
/// Kernel: mm/readahead.c (ondemand_readahead)
public final class ReadaheadState {
  /// Bytes in a page.
  public static final int PAGE_SIZE = 4096;

  /// The maximum of a device without settings of its own: 128 KiB.
  public static final int DEFAULT_MAX_PAGES = 32;

  private static final long NO_READ_YET = -1L >>> 12;

  private long max;
  private long start;
  private long size;
  private long asyncSize;
  private long previousPage = NO_READ_YET;
  private boolean random;

  /// @param maxPages pages of the largest window; 0 reads single pages only
  public ReadaheadState(int maxPages) {
    if (maxPages < 0) {
      throw new IllegalArgumentException("maxPages " + maxPages + " must not be negative");
    }
    this.max = maxPages;
  }

  /// Pages to read.
  ///
  /// @param start index of the first
  /// @param size how many, at least 1
  /// @param asyncSize how many of the last ones are read in advance; 0 for no mark
  public record Window(long start, long size, long asyncSize) {
    /// This window without what lies behind the page with the last byte of the file.
    ///
    /// The mark moves forward with the end, and is lost if that takes it before the window.
    ///
    /// @return a window of size 0 when nothing is left
    ///
    ///   Kernel: mm/readahead.c (do_page_cache_ra)
    Window cutAt(long fileSize) {
      long pages = fileSize <= 0 ? 0 : (fileSize - 1) / PAGE_SIZE + 1;
      long left = Math.max(0, Math.min(size, pages - start));
      return new Window(start, left, asyncSize > left ? 0 : asyncSize);
    }

    /// The page that gets the mark; -1 for none.
    long mark() {
      return asyncSize == 0 ? -1 : start + size - asyncSize;
    }
  }

  /// POSIX_FADV_RANDOM and back: while it is set only the pages asked for are read.
  public void setRandom(boolean random) {
    this.random = random;
  }

  /// A reader found page `index` missing.
  ///
  /// @param requested pages from `index` on that the read wants, at least 1
  ///
  ///   Kernel: mm/readahead.c (page_cache_sync_ra)
  public Window onMiss(long index, long requested, CachedPages cached) {
    if (max == 0) {
      return new Window(index, 1, 0);
    }
    if (random) {
      return new Window(index, Math.min(requested, max), 0);
    }
    if (index == 0) {
      return initial(index, requested);
    }
    if (continues(index)) {
      return next(index);
    }
    if (requested > max || Long.compareUnsigned(index - previousPage, 1) <= 0) {
      return initial(index, requested);
    }
    long history = cached.historyBefore(index, max);
    if (history > requested) {
      if (history >= index) {
        history *= 2;
      }
      return set(index, index, Math.min(history + requested, max), 1);
    }
    return new Window(index, requested, 0);
  }

  /// A reader touched the mark on page `index`, which has lost it by that.
  ///
  /// @param requested pages from `index` on that the read wants, at least 1
  /// @return what to read now; empty if all within reach is there
  ///
  ///   Kernel: mm/readahead.c (page_cache_async_ra)
  public Optional<Window> onMark(long index, long requested, CachedPages cached) {
    if (max == 0) {
      return Optional.empty();
    }
    if (index == 0) {
      return Optional.of(initial(index, requested));
    }
    if (continues(index)) {
      return Optional.of(next(index));
    }
    long miss = cached.nextMiss(index + 1, max);
    if (miss - index > max) {
      return Optional.empty();
    }
    long grown = grow(miss - index + requested);
    return Optional.of(set(index, miss, grown, grown));
  }

  /// A read ended before byte `position`; the next one may continue there.
  public void readEndedAt(long position) {
    previousPage = position >>> 12;
  }

  /// A page could not be read: windows become a quarter of what they were.
  ///
  /// Kernel: mm/filemap.c (shrink_readahead_size_eio)
  public void shrinkAfterError() {
    max /= 4;
  }

  /// The filesystem did not take one of the last pages of the window.
  ///
  /// @return whether the page was to be there in advance, and goes away again
  ///
  ///   Kernel: mm/readahead.c (read_pages)
  boolean pageWasNotTaken() {
    size--;
    if (asyncSize == 0) {
      return false;
    }
    asyncSize--;
    return true;
  }

  private boolean continues(long index) {
    return index == start + size - asyncSize || index == start + size;
  }

  private Window initial(long index, long requested) {
    long first = initialSize(requested);
    return set(index, index, first, first > requested ? first - requested : first);
  }

  private Window next(long index) {
    long grown = grow(size);
    return set(index, start + size, grown, grown);
  }

  /// Takes a new window. If its mark would be the very page that is being read, the window after it
  /// is added at once.
  private Window set(long index, long newStart, long newSize, long newAsyncSize) {
    start = newStart;
    size = newSize;
    asyncSize = newAsyncSize;
    if (index == start && size == asyncSize) {
      long more = grow(size);
      if (size + more <= max) {
        size += more;
        asyncSize = more;
      } else {
        size = max;
        asyncSize = max / 2;
      }
    }
    return new Window(start, size, asyncSize);
  }

  private long initialSize(long requested) {
    long power = requested <= 1 ? 1 : Long.highestOneBit(requested - 1) * 2;
    if (power <= max / 32) {
      return power * 4;
    }
    return power <= max / 4 ? power * 2 : max;
  }

  private long grow(long current) {
    if (current < max / 16) {
      return current * 4;
    }
    return current <= max / 2 ? current * 2 : max;
  }
}
