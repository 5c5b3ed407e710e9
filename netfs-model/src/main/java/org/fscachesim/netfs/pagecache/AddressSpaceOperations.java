package org.fscachesim.netfs.pagecache;

import org.fscachesim.kernel.ErrnoException;

/// How a filesystem fills pages.
///
/// Kernel: include/linux/fs.h (struct address_space_operations)
public interface AddressSpaceOperations {
  /// Fills one page, which is locked, and unlocks it, now or later, in every case.
  ///
  /// @throws ErrnoException what the reader gets; without it the reader waits for the unlock and
  ///   then looks whether the page is uptodate
  void readFolio(Folio folio) throws ErrnoException;

  /// Fills pages in advance. Nobody hears of errors: a page that is unlocked without being uptodate
  /// is read singly when somebody wants it.
  ///
  /// @param batch locked pages; each one that the filesystem takes is unlocked by it, now or later
  void readahead(ReadaheadBatch batch);
}
