package org.fscachesim.netfs.pagecache;

import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// How a filesystem fills pages, takes them back and writes them. What is not for reading has a
/// form that suits filesystems which only read.
///
/// Kernel: include/linux/fs.h (struct address_space_operations)
public interface AddressSpaceOperations {
  /// Fills one page, which is locked, and unlocks it, now or later, in every case.
  ///
  /// @param file the open file for which it is read, as given to [CachedFile]; null for none
  /// @throws ErrnoException what the reader gets; without it the reader waits for the unlock and
  ///   then looks whether the page is uptodate
  void readFolio(@Nullable Object file, Folio folio) throws ErrnoException;

  /// Fills pages in advance. Nobody hears of errors: a page that is unlocked without being uptodate
  /// is read singly when somebody wants it.
  ///
  /// @param batch locked pages; each one that the filesystem takes is unlocked by it, now or later
  void readahead(ReadaheadBatch batch);

  /// Gets a page ready to be written to by a buffered write, in which it stays locked.
  ///
  /// @param length bytes that will be written, within one page
  /// @return the page, locked, and uptodate or such that what the write leaves does not matter
  /// @throws ErrnoException no page is locked
  default Folio writeBegin(@Nullable Object file, long position, int length) throws ErrnoException {
    throw Errno.EROFS.exception();
  }

  /// Bytes were copied into a page that [#writeBegin] gave; unlocks it.
  ///
  /// @param length bytes that were to be copied
  /// @param copied how many were
  /// @return how many of them count
  default int writeEnd(@Nullable Object file, long position, int length, int copied, Folio folio)
      throws ErrnoException {
    throw Errno.EROFS.exception();
  }

  /// Notes that a page is dirty now.
  ///
  /// @return whether it was clean before
  default boolean dirtyFolio(Folio folio) {
    return folio.markDirty();
  }

  /// Writes dirty pages back, or begins to.
  ///
  /// @param wait whether the caller wants all of them written, rather than those that are easy
  /// @throws ErrnoException some could not be written
  default void writepages(FileRange range, boolean wait) throws ErrnoException {}

  /// Whether a clean page may go; it is locked.
  ///
  /// @param mayWait whether the filesystem may wait for it to become free
  default boolean releaseFolio(Folio folio, boolean mayWait) {
    return true;
  }

  /// Bytes of a page are about to go; it is locked, and not written back.
  ///
  /// @param offset within the page
  /// @param length 4096 for the whole page
  default void invalidateFolio(Folio folio, int offset, int length) {}
}
