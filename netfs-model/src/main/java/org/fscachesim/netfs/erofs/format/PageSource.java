package org.fscachesim.netfs.erofs.format;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;

/// Where pages come from: the metadata of a blob, or the contents of one directory.
///
/// Each call is one page access of the kernel; an implementation may wait in it.
@FunctionalInterface
public interface PageSource {
  /// Bytes in a page.
  int PAGE_SIZE = 4096;

  /// The page at `offset`.
  ///
  /// @param offset bytes from the start, a multiple of [#PAGE_SIZE], not negative
  /// @return exactly [#PAGE_SIZE] bytes from index 0 to the limit; not written to
  /// @throws ErrnoException the page cannot be had: what the reading call gives to its user
  ByteBuffer page(long offset) throws ErrnoException;
}
