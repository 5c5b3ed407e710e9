package org.fscachesim.netfs.erofs;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;

/// Turns requests of the page cache into reads of blobs. Every page that comes in is unlocked, now
/// or when its reads have ended.
sealed interface Requests permits WindowRequests, SliceRequests {
  /// Fills one page from one place of a blob.
  ///
  /// @throws ErrnoException the error if it is known at once
  void readBlobPage(Folio folio, Blob blob, long address) throws ErrnoException;

  /// Fills one page of a file.
  ///
  /// @throws ErrnoException the error if it is known at once
  void readFilePage(Folio folio, ErofsInode inode) throws ErrnoException;

  /// Fills pages of a file; errors are not told.
  void readahead(ReadaheadBatch batch, ErofsInode inode);

  /// Zeroes whole pages.
  static void zero(List<Folio> folios) {
    for (Folio folio : folios) {
      folio.data().put(new byte[Folio.SIZE]);
    }
  }
}
