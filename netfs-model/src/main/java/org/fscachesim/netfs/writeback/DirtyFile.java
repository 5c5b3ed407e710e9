package org.fscachesim.netfs.writeback;

import org.fscachesim.kernel.ErrnoException;

/// A file that may have dirty pages, as the [Flusher] sees it.
///
/// Kernel: include/linux/fs.h (struct inode, I_DIRTY)
public interface DirtyFile {
  /// Whether a page is dirty now.
  boolean hasDirtyPages();

  /// Begins to write all dirty pages.
  ///
  /// @param all whether also those are meant that somebody has locked just now
  /// @throws ErrnoException some could not be written
  void startWriteback(boolean all) throws ErrnoException;

  /// Pages have been given to be written, and none was dirty after that: the file need not keep
  /// what it keeps for the sake of dirty pages.
  ///
  /// Kernel: include/linux/fs.h (super_operations.write_inode)
  void cleaned();

  /// Waits until no page is being written.
  void awaitWriteback();
}
