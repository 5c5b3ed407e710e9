package org.fscachesim.netfs.pagecache;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.MarkedMapping;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.netfs.NetfsFix;
import org.jspecify.annotations.Nullable;

/// The cached pages of one file.
///
/// # Who fills a page
///
/// A page is added locked, so there is one task that sees to it; everybody else finds the page and
/// waits for its lock. That is why two readers of a missing page cause one read.
///
/// ```
/// reader 1                          reader 2
/// add page 7, locked
/// ask the filesystem                find page 7
///   …                               wait for the lock
/// uptodate, unlock                  take the bytes
/// ```
///
/// A page that could not be filled stays, unlocked and not uptodate; the next one who wants it
/// locks it and tries again.
///
/// Kernel: include/linux/fs.h (struct address_space), mm/filemap.c
public final class AddressSpace implements MarkedMapping {
  /// The fault of having no memory for a page; see [Kernel#fault(String)].
  public static final String ALLOCATION_FAULT = "page cache allocation";

  private final Kernel kernel;
  private final String file;
  private final LongSupplier fileSize;
  private final AddressSpaceOperations operations;
  private final SpinLock lock;
  private final Plain<NavigableMap<Long, Folio>> folios;

  /// @param file what the pages belong to, for reports
  /// @param fileSize bytes; nothing behind it is read ahead
  public AddressSpace(
      Kernel kernel, String file, long fileSize, AddressSpaceOperations operations) {
    this(kernel, file, () -> fileSize, operations);
  }

  /// @param file what the pages belong to, for reports
  /// @param fileSize the present number of bytes; nothing behind it is read ahead
  public AddressSpace(
      Kernel kernel, String file, LongSupplier fileSize, AddressSpaceOperations operations) {
    this.kernel = kernel;
    this.file = file;
    this.fileSize = fileSize;
    this.operations = operations;
    this.lock = new SpinLock(kernel, "i_pages");
    this.folios = new Plain<>(kernel, "pages of " + file, new TreeMap<>(), lock);
  }

  Kernel kernel() {
    return kernel;
  }

  AddressSpaceOperations operations() {
    return operations;
  }

  /// Bytes in the file.
  public long fileSize() {
    return fileSize.getAsLong();
  }

  /// The page at `index`, whatever its state; null when it is not cached.
  public @Nullable Folio find(long index) {
    try (Held _ = lock.hold()) {
      return folios.get().get(index);
    }
  }

  /// Adds the page at `index`, locked; null when there is one already.
  ///
  /// @throws ErrnoException `ENOMEM`
  public @Nullable Folio addLocked(long index) throws ErrnoException {
    if (kernel.fault(ALLOCATION_FAULT)) {
      throw Errno.ENOMEM.exception();
    }
    Folio folio = new Folio(kernel, file, index);
    try (Held _ = lock.hold()) {
      return folios.change().putIfAbsent(index, folio) == null ? folio : null;
    }
  }

  /// The page at `index`, locked by the caller; null when it is not cached.
  ///
  /// Kernel: mm/filemap.c (filemap_lock_folio)
  public @Nullable Folio findLocked(long index) {
    while (true) {
      Folio folio = find(index);
      if (folio == null) {
        return null;
      }
      folio.lock();
      if (folio.isAttached()) {
        return folio;
      }
      folio.unlock();
    }
  }

  /// The page at `index`, locked by the caller, added if there is none.
  ///
  /// @throws ErrnoException `ENOMEM`
  ///
  ///   Kernel: mm/filemap.c (__filemap_get_folio)
  public Folio grab(long index) throws ErrnoException {
    while (true) {
      Folio folio = findLocked(index);
      if (folio == null) {
        folio = addLocked(index);
      }
      if (folio != null) {
        return folio;
      }
    }
  }

  /// The pages that are there and overlap the range, in order.
  public List<Folio> present(FileRange range) {
    if (range.length() == 0) {
      return List.of();
    }
    try (Held _ = lock.hold()) {
      return List.copyOf(
          folios
              .get()
              .subMap(range.start() / Folio.SIZE, true, (range.end() - 1) / Folio.SIZE, true)
              .values());
    }
  }

  /// The bytes of a range whose pages are all there, and stay: locked, marked or written back.
  @Override
  public IoBuffer buffer(long start, int length) {
    List<Folio> pages = present(new FileRange(start, length));
    long wanted = length == 0 ? 0 : (start + length - 1) / Folio.SIZE - start / Folio.SIZE + 1;
    KernelBug.check(
        pages.size() == wanted,
        () -> this + ": " + pages.size() + " of " + wanted + " pages from " + start + " are there");
    return new FolioRange(pages).slice((int) (start % Folio.SIZE), length);
  }

  @Override
  public void endMarks(FileRange range) {
    for (Folio folio : present(range)) {
      if (folio.isStoring()) {
        folio.endStoring();
      }
    }
  }

  /// Has the filesystem note that a page, which the caller has locked, is dirty now.
  ///
  /// Kernel: mm/page-writeback.c (folio_mark_dirty)
  public void markDirty(Folio folio) {
    operations.dirtyFolio(folio);
  }

  /// Takes a page out, which the caller has locked.
  void remove(Folio folio) {
    try (Held _ = lock.hold()) {
      folios.change().remove(folio.index());
    }
    folio.detach();
  }

  /// Pages in the cache.
  public int cachedPages() {
    try (Held _ = lock.hold()) {
      return folios.get().size();
    }
  }

  /// Forgets all pages that nobody has locked and that are clean, as `drop_caches` does, unless the
  /// filesystem holds on to them.
  ///
  /// Kernel: mm/truncate.c (invalidate_mapping_pages)
  public void dropUnlockedPages() {
    List<Folio> all;
    try (Held _ = lock.hold()) {
      all = List.copyOf(folios.get().values());
    }
    for (Folio folio : all) {
      if (folio.tryLock()) {
        if (folio.isAttached() && mayGo(folio)) {
          remove(folio);
        }
        folio.unlock();
      }
    }
  }

  /// Forgets the bytes from `newSize` on: whole pages go, what is left of a page is zeroed. Waits
  /// for pages that are locked, written back or stored.
  ///
  /// Kernel: mm/truncate.c (truncate_inode_pages)
  public void truncate(long newSize) {
    int inPage = (int) (newSize % Folio.SIZE);
    for (Folio folio : present(new FileRange(newSize, Long.MAX_VALUE - newSize))) {
      folio.lock();
      folio.awaitWriteback();
      if (folio.isAttached()) {
        if (folio.position() < newSize) {
          folio.data().slice(inPage, Folio.SIZE - inPage).put(new byte[Folio.SIZE - inPage]);
          operations.invalidateFolio(folio, inPage, Folio.SIZE - inPage);
        } else {
          operations.invalidateFolio(folio, 0, Folio.SIZE);
          folio.clearDirty();
          remove(folio);
        }
      }
      folio.unlock();
    }
  }

  private boolean mayGo(Folio folio) {
    return !folio.isDirty() && !folio.isWriteback() && release(folio, false);
  }

  /// Has the filesystem agree that a page goes, which the caller has locked; whether it does.
  ///
  /// Kernel: mm/filemap.c (filemap_release_folio)
  boolean release(Folio folio, boolean mayWait) {
    boolean always = kernel.has(NetfsFix.READ_SKIP_STOPS_ON_RELEASE);
    if (always || folio.privateData() != null || folio.isStoring()) {
      return operations.releaseFolio(folio, mayWait);
    }
    return true;
  }

  /// One page with the right bytes, read if need be, without readahead: how filesystems read their
  /// metadata and directories.
  ///
  /// @return the whole page, not to be written to
  /// @throws ErrnoException the filesystem's error, `EIO` when it came to nothing later, `EINTR`
  ///   when the task was killed while it waited for its own read, `ENOMEM`
  ///
  ///   Kernel: mm/filemap.c (read_mapping_folio)
  public ByteBuffer readPage(long index) throws ErrnoException {
    while (true) {
      Folio folio = find(index);
      if (folio == null) {
        folio = addLocked(index);
        if (folio == null) {
          continue;
        }
      } else {
        if (folio.isUptodate()) {
          return folio.contents();
        }
        if (!folio.tryLock()) {
          folio.awaitUnlocked();
          continue;
        }
        if (!folio.isAttached() || folio.isUptodate()) {
          folio.unlock();
          continue;
        }
      }
      fill(null, folio);
      if (!folio.isUptodate()) {
        throw Errno.EIO.exception();
      }
      return folio.contents();
    }
  }

  /// Reads a locked page and waits for the end of that; it may turn out not to be uptodate.
  ///
  /// Kernel: mm/filemap.c (filemap_read_folio)
  void fill(@Nullable Object openFile, Folio folio) throws ErrnoException {
    operations.readFolio(openFile, folio);
    if (!folio.awaitUnlockedKillable()) {
      throw Errno.EINTR.exception();
    }
  }

  @Override
  public String toString() {
    return "pages of " + file;
  }
}
