package org.fscachesim.kernel.store.support;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StoreTraits;

/// The checks that the kernel makes on offsets and lengths before a filesystem sees them.
public final class Ranges {
  private Ranges() {}

  /// Passes an offset that can be read at or written to: EINVAL for a negative one, and when the
  /// end cannot be counted.
  ///
  /// Kernel: fs/read_write.c (rw_verify_area)
  public static void checkAccess(long offset, int length) throws ErrnoException {
    if (offset < 0 || offset > Long.MAX_VALUE - length) {
      throw Errno.EINVAL.exception();
    }
  }

  /// Passes a direct access whose offset and length are multiples of the alignment, and any where
  /// the filesystem falls back to buffered I/O; EINVAL else.
  public static void checkAligned(StoreTraits traits, long offset, int length)
      throws ErrnoException {
    if (!traits.dioFallback() && ((offset | length) & (traits.dioAlignment() - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  /// Passes a range for fallocate: EINVAL when it is negative or empty, EFBIG when it ends behind
  /// the largest file.
  ///
  /// Kernel: fs/open.c (vfs_fallocate)
  public static void checkAllocation(StoreTraits traits, long offset, long length)
      throws ErrnoException {
    if (offset < 0 || length <= 0) {
      throw Errno.EINVAL.exception();
    }
    if (offset > traits.maxFileSize() - length) {
      throw Errno.EFBIG.exception();
    }
  }

  /// Passes a new size: EINVAL for a negative one, EFBIG above the largest.
  public static void checkSize(StoreTraits traits, long size) throws ErrnoException {
    if (size < 0) {
      throw Errno.EINVAL.exception();
    }
    if (size > traits.maxFileSize()) {
      throw Errno.EFBIG.exception();
    }
  }

  /// How many of `length` bytes can be written at `offset`: EFBIG when none.
  ///
  /// Kernel: fs/read_write.c (generic_write_check_limits)
  public static int clampWrite(StoreTraits traits, long offset, int length) throws ErrnoException {
    if (offset >= traits.maxFileSize()) {
      throw Errno.EFBIG.exception();
    }
    return (int) Math.min(length, traits.maxFileSize() - offset);
  }
}
