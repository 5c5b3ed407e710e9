package org.fscachesim.kernel.store;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;

/// An open regular file of a [BackingStore], for reading, and for writing unless it was opened
/// without.
///
/// Data and holes have the granularity of a block: writing one byte allocates its whole block, and
/// a block that was allocated without being written (see [#allocate], [#zeroRange]) reads as zeros
/// and counts as a hole.
///
/// Offsets and lengths are bytes. All operations give EINVAL for a negative one, and EBADF after
/// [#close].
///
/// Kernel: include/linux/fs.h (struct file_operations)
public interface OpenFile extends AutoCloseable {

  /// The file's inode.
  Inode inode();

  /// Whether it was opened with O_DIRECT.
  boolean isDirect();

  /// Reads at `offset` until the buffer is full or the file ends, and moves the buffer's position.
  ///
  /// @return bytes read; 0 at or behind the end
  /// @throws ErrnoException EINVAL when the file is direct and offset or length is not a multiple
  ///   of the store's alignment (never behind the end, and the buffer's address is not looked at)
  int read(long offset, ByteBuffer into) throws ErrnoException;

  /// Writes all that remains in the buffer at `offset`, makes the file longer when needed, and
  /// moves the buffer's position by what was written.
  ///
  /// @return bytes written: fewer than asked when the space or the largest file size ends on the
  ///   way
  /// @throws ErrnoException EINVAL as for reading, ENOSPC, EFBIG, EROFS, with nothing written
  int write(long offset, ByteBuffer from) throws ErrnoException;

  /// The size in bytes.
  long size() throws ErrnoException;

  /// The first offset from `from` on that is in a block with data. ENXIO when there is none, when
  /// `from` is not inside the file, and when it is negative.
  long seekData(long from) throws ErrnoException;

  /// The first offset from `from` on that is in a hole; the end of the file counts as one. ENXIO
  /// when `from` is not inside the file, and when it is negative.
  long seekHole(long from) throws ErrnoException;

  /// The position that [#lseek] moves. Reading and writing here take their own offset and leave it.
  long position();

  /// Moves the position. For DATA and HOLE as [#seekData] and [#seekHole]; for the others EINVAL
  /// when the result is negative or greater than the largest file size. The position stays on
  /// error.
  ///
  /// @return the new position
  ///
  ///   Kernel: fs/read_write.c (generic_file_llseek_size)
  long lseek(long offset, Whence whence) throws ErrnoException;

  /// Sets the size. Shrinking, or setting the size that it has, gives the blocks behind it back and
  /// clears the rest of the last one; growing adds a hole and leaves what was allocated behind the
  /// end. EFBIG, EROFS.
  void truncate(long size) throws ErrnoException;

  /// Makes a hole: whole blocks are given back, the rest is cleared; the last block of the file is
  /// whole when the range ends behind it. The size stays. EINVAL for a length of 0, EFBIG, EROFS.
  void punchHole(long offset, long length) throws ErrnoException;

  /// Makes a range read as zeros with its space allocated; whole blocks become holes for the seeks.
  /// EINVAL for a length of 0, EFBIG, ENOSPC.
  ///
  /// @param keepSize whether the size stays when the range ends behind it
  void zeroRange(long offset, long length, boolean keepSize) throws ErrnoException;

  /// Allocates the space of a range without writing to it; existing data stays. Errors as
  /// [#zeroRange].
  void allocate(long offset, long length, boolean keepSize) throws ErrnoException;

  /// Writes the file to the medium.
  void sync() throws ErrnoException;

  /// Closes the file; a second time does nothing. A file without names vanishes when it was the
  /// last one that had it.
  @Override
  void close();
}
