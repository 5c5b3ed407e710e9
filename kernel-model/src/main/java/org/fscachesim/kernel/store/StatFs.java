package org.fscachesim.kernel.store;

/// The space of a filesystem, as statfs(2) gives it.
///
/// @param bsize bytes of one block, greater than 0
/// @param blocks all blocks
/// @param bfree free blocks, those reserved for root included
/// @param bavail free blocks that anybody may take; at most `bfree`
/// @param files all inodes; 0 where the filesystem does not count them
/// @param ffree free inodes
///
///   Kernel: include/linux/statfs.h (kstatfs)
public record StatFs(int bsize, long blocks, long bfree, long bavail, long files, long ffree) {
  public StatFs {
    if (bsize <= 0) {
      throw new IllegalArgumentException("bsize (" + bsize + ") must be positive");
    }
    checkCount("blocks", blocks);
    checkCount("bfree", bfree);
    checkCount("bavail", bavail);
    checkCount("files", files);
    checkCount("ffree", ffree);
    if (bfree > blocks) {
      throw new IllegalArgumentException(
          "bfree (" + bfree + ") must not exceed blocks (" + blocks + ")");
    }
    if (bavail > bfree) {
      throw new IllegalArgumentException(
          "bavail (" + bavail + ") must not exceed bfree (" + bfree + ")");
    }
    if (ffree > files) {
      throw new IllegalArgumentException(
          "ffree (" + ffree + ") must not exceed files (" + files + ")");
    }
  }

  private static void checkCount(String name, long count) {
    if (count < 0) {
      throw new IllegalArgumentException(name + " (" + count + ") must not be negative");
    }
  }

  /// Blocks that are free, but not for everybody.
  public long reserved() {
    return bfree - bavail;
  }
}
