package org.fscachesim.netfs.pagecache;

import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.ErrnoException;

/// What is done to all pages of a file that are in the page cache: writing them, waiting for them,
/// taking them away.
///
/// Kernel: mm/filemap.c (filemap_write_and_wait), mm/truncate.c
public final class PageSweep {
  private static final FileRange WHOLE_FILE = new FileRange(0, Long.MAX_VALUE);

  private PageSweep() {}

  /// Whether a page is dirty now.
  ///
  /// Kernel: include/linux/fs.h (mapping_tagged)
  public static boolean anyDirty(AddressSpace mapping) {
    return mapping.present(WHOLE_FILE).stream().anyMatch(Folio::isDirty);
  }

  /// Begins to write the dirty pages, if there are any.
  ///
  /// @param wait whether also those are meant that are being written already
  /// @throws ErrnoException some could not be written
  ///
  ///   Kernel: mm/filemap.c (filemap_fdatawrite)
  public static void write(AddressSpace mapping, boolean wait) throws ErrnoException {
    if (anyDirty(mapping)) {
      mapping.operations().writepages(WHOLE_FILE, wait);
    }
  }

  /// Waits until no page is being written.
  ///
  /// Kernel: mm/filemap.c (filemap_fdatawait)
  public static void awaitWriteback(AddressSpace mapping) {
    mapping.present(WHOLE_FILE).forEach(Folio::awaitWriteback);
  }

  /// Takes away what lies behind `size`, dirty or not. The file has that size already, so that
  /// nobody adds pages there meanwhile.
  ///
  /// Kernel: mm/truncate.c (truncate_inode_pages)
  public static void truncate(AddressSpace mapping, long size) {
    int kept = (int) (size % Folio.SIZE);
    for (Folio folio : mapping.present(new FileRange(size, Long.MAX_VALUE - size))) {
      folio.lock();
      if (folio.isAttached()) {
        folio.awaitWriteback();
        int offset = folio.position() < size ? kept : 0;
        mapping.operations().invalidateFolio(folio, offset, Folio.SIZE - offset);
        if (offset == 0) {
          folio.clearDirty();
          mapping.remove(folio);
        } else {
          folio.data().put(offset, new byte[Folio.SIZE - offset]);
        }
      }
      folio.unlock();
    }
  }

  /// Takes away pages that were written past: those in a range that are clean, having been written
  /// back if they were dirty.
  ///
  /// Kernel: mm/truncate.c (invalidate_inode_pages2_range)
  public static void invalidate(AddressSpace mapping, FileRange range) {
    for (Folio folio : mapping.present(range)) {
      folio.lock();
      if (folio.isAttached()) {
        folio.awaitWriteback();
        if (!folio.isDirty() && mapping.release(folio, true)) {
          mapping.remove(folio);
        }
      }
      folio.unlock();
    }
  }
}
