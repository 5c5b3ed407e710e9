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

  /// The same filesystem with other free counts, held within what there is.
  ///
  /// @param bfree free blocks; what goes below 0 or beyond `blocks` counts as all or nothing
  /// @param reserved how many of them are not for everybody; none is available where fewer are free
  /// @param ffree free inodes, likewise
  public StatFs withFree(long bfree, long reserved, long ffree) {
    long free = Math.clamp(bfree, 0, blocks);
    return new StatFs(
        bsize, blocks, free, Math.max(0, free - reserved), files, Math.clamp(ffree, 0, files));
  }
}
