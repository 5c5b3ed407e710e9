package org.fscachesim.netfs.pagecache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.pagecache.ReadaheadState.Window;
import org.jspecify.annotations.Nullable;

/// An open file whose reads go through the page cache.
///
/// # A read
///
/// Until all is copied or the file ends: take the run of cached pages that begins at the position.
/// If it is empty, read ahead from there and look again; if it still is, add and read that one
/// page. If the last page of the run carries the mark, read ahead behind it. If that page is not
/// uptodate, wait for its lock; a page that comes out of that unfilled is read singly, and then for
/// good: its error is the reader's.
///
/// So a page that cannot be had is asked for twice: once with its window, once alone. An error
/// behind bytes that were copied makes the read short and is not told.
///
/// Kernel: mm/filemap.c (filemap_read)
public final class CachedFile {
  /// How many pages one look into the cache brings at most.
  private static final int BATCH = 15;

  private final AddressSpace mapping;
  private final ReadaheadState readahead;
  private final @Nullable Object file;

  /// @param readahead what this open file remembers; not shared
  public CachedFile(AddressSpace mapping, ReadaheadState readahead) {
    this(mapping, readahead, null);
  }

  /// @param readahead what this open file remembers; not shared
  /// @param file what the filesystem gets to see of the open file
  public CachedFile(AddressSpace mapping, ReadaheadState readahead, @Nullable Object file) {
    this.mapping = mapping;
    this.readahead = readahead;
    this.file = file;
  }

  /// pread(2): copies as much as there is into `into`.
  ///
  /// @param position byte to begin at, not negative
  /// @return bytes copied, 0 at the end of the file
  /// @throws ErrnoException nothing was copied because: `EIO`, `EINTR` killed, `ENOMEM`, or what
  ///   the filesystem says
  public int read(long position, ByteBuffer into) throws ErrnoException {
    long at = position;
    try {
      while (into.hasRemaining() && at < mapping.fileSize()) {
        for (Folio folio : pages(at, into.remaining())) {
          at += copy(folio, at, into);
          if (at < folio.position() + Folio.SIZE) {
            // The buffer is full, or the file ends here now; it may be longer again at once.
            break;
          }
        }
      }
    } catch (ErrnoException e) {
      if (at == position) {
        throw e;
      }
    }
    if (at > position) {
      readahead.readEndedAt(at);
    }
    return (int) (at - position);
  }

  /// pwrite(2) by way of [AddressSpaceOperations#writeBegin] and [AddressSpaceOperations#writeEnd],
  /// page by page; the pages are dirty then. The caller has locked the inode.
  ///
  /// @return bytes written; an error behind the first page is not told
  /// @throws ErrnoException nothing was written because of what the filesystem says, or `EINTR`
  ///
  ///   Kernel: mm/filemap.c (generic_perform_write)
  public int write(long position, ByteBuffer from) throws ErrnoException {
    AddressSpaceOperations operations = mapping.operations();
    long at = position;
    try {
      while (from.hasRemaining()) {
        if (mapping.kernel().current().isKilled()) {
          throw Errno.EINTR.exception();
        }
        int inPage = (int) (at % Folio.SIZE);
        int count = Math.min(Folio.SIZE - inPage, from.remaining());
        Folio folio = operations.writeBegin(file, at, count);
        ByteBuffer piece = from.slice(from.position(), count);
        folio.data().slice(inPage, count).put(piece);
        int taken = operations.writeEnd(file, at, count, count, folio);
        from.position(from.position() + taken);
        at += taken;
      }
    } catch (ErrnoException e) {
      if (at == position) {
        throw e;
      }
    }
    return (int) (at - position);
  }

  /// POSIX_FADV_RANDOM and back.
  public void adviseRandom(boolean random) {
    readahead.setRandom(random);
  }

  /// Bytes copied; 0 when the file got shorter meanwhile, so that the page is behind its end.
  private int copy(Folio folio, long at, ByteBuffer into) {
    int inPage = (int) (at - folio.position());
    long left = Math.min(Folio.SIZE - inPage, mapping.fileSize() - at);
    int count = Math.toIntExact(Math.max(0, Math.min(left, into.remaining())));
    into.put(folio.contents().slice(inPage, count));
    return count;
  }

  /// The next uptodate pages from `position` on, at least one.
  ///
  /// Kernel: mm/filemap.c (filemap_get_pages)
  private List<Folio> pages(long position, int wanted) throws ErrnoException {
    long index = position / Folio.SIZE;
    // Sums of a position and a length may pass the largest offset.
    long last = Math.max(index, (position + wanted - 1) / Folio.SIZE);
    while (true) {
      if (mapping.kernel().current().isKilled()) {
        throw Errno.EINTR.exception();
      }
      List<Folio> run = cachedRun(index, last);
      if (run.isEmpty()) {
        start(readahead.onMiss(index, last - index + 1, this::isCached));
        run = cachedRun(index, last);
      }
      if (run.isEmpty()) {
        Folio alone = createAndFill(index);
        if (alone == null) {
          continue;
        }
        return List.of(alone);
      }
      Folio tail = run.getLast();
      if (tail.hasMark() && tail.takeMark()) {
        readahead
            .onMark(tail.index(), last - tail.index() + 1, this::isCached)
            .ifPresent(this::start);
      }
      if (tail.isUptodate()) {
        return run;
      }
      try {
        if (update(tail)) {
          return run;
        }
      } catch (ErrnoException e) {
        if (run.size() == 1) {
          throw e;
        }
      }
      if (run.size() > 1) {
        return run.subList(0, run.size() - 1);
      }
    }
  }

  /// The cached pages from `index` on up to the first that is missing, not uptodate or marked; the
  /// latter two still belong to the run, as its last page.
  ///
  /// Kernel: mm/filemap.c (filemap_get_read_batch)
  private List<Folio> cachedRun(long index, long last) {
    List<Folio> run = new ArrayList<>();
    for (long i = index; i <= last && run.size() < BATCH; i++) {
      Folio folio = mapping.find(i);
      if (folio == null) {
        break;
      }
      run.add(folio);
      if (!folio.isUptodate() || folio.hasMark()) {
        break;
      }
    }
    return run;
  }

  /// Brings a page up to date.
  ///
  /// @return false when it must be looked up again
  ///
  ///   Kernel: mm/filemap.c (filemap_update_page)
  private boolean update(Folio folio) throws ErrnoException {
    if (!folio.tryLock()) {
      // A fatal signal ends the wait as well, and is noticed when the page is looked up again.
      folio.awaitUnlockedKillable();
      return false;
    }
    if (!folio.isAttached()) {
      folio.unlock();
      return false;
    }
    if (folio.isUptodate()) {
      folio.unlock();
      return true;
    }
    fillOrFail(folio);
    return true;
  }

  /// Kernel: mm/filemap.c (filemap_create_folio)
  private @Nullable Folio createAndFill(long index) throws ErrnoException {
    Folio folio = mapping.addLocked(index);
    if (folio != null) {
      fillOrFail(folio);
    }
    return folio;
  }

  private void fillOrFail(Folio folio) throws ErrnoException {
    mapping.fill(file, folio);
    if (!folio.isUptodate()) {
      readahead.shrinkAfterError();
      throw Errno.EIO.exception();
    }
  }

  private boolean isCached(long index) {
    return mapping.find(index) != null;
  }

  /// Reads a window; pages that are there already split it into several calls.
  ///
  /// Kernel: mm/readahead.c (page_cache_ra_unbounded)
  private void start(Window wanted) {
    Window window = wanted.cutAt(mapping.fileSize());
    List<Folio> batch = new ArrayList<>();
    for (long i = window.start(); i < window.start() + window.size(); i++) {
      Folio folio;
      try {
        folio = isCached(i) ? null : mapping.addLocked(i);
      } catch (ErrnoException _) {
        break;
      }
      if (folio == null) {
        call(batch);
        batch.clear();
      } else {
        if (i == window.mark()) {
          folio.setMark();
        }
        batch.add(folio);
      }
    }
    call(batch);
  }

  /// Kernel: mm/readahead.c (read_pages)
  private void call(List<Folio> folios) {
    if (folios.isEmpty()) {
      return;
    }
    ReadaheadBatch batch = new ReadaheadBatch(mapping, file, folios);
    mapping.operations().readahead(batch);
    for (Folio folio : batch.takeAll()) {
      if (readahead.pageWasNotTaken()) {
        mapping.remove(folio);
      }
      folio.unlock();
    }
  }
}
