package org.fscachesim.kernel.store.memory;

import org.fscachesim.kernel.store.StatFs;

/// The space of an empty disk that `mkfs.ext4 -b 4096 -O ^has_journal` made, by its size.
///
/// Kernel: fs/ext4/super.c (ext4_statfs, ext4_calculate_overhead)
public final class Ext4Space {
  /// The smallest disk that is known, in MiB.
  public static final int MIN_MEBIBYTES = 8;

  /// The largest disk whose group descriptors take one block, in MiB.
  public static final int MAX_MEBIBYTES = 8192;

  private static final int BLOCK = 4096;
  private static final int BLOCKS_IN_MEBIBYTE = 256;
  private static final int BLOCKS_IN_GROUP = 32768;
  private static final int INODES_IN_BLOCK = 16;

  /// From this size on, in MiB, mkfs makes an inode for each 16 KiB instead of each 4 KiB.
  private static final int FEWER_INODES = 512;

  /// Root directory, lost+found, and the inode of the blocks that are reserved for resizing.
  private static final int USED_BLOCKS = 6;

  private static final int USED_INODES = 11;
  private static final int ROOT_PERCENT = 5;

  /// What the kernel keeps back so that delayed allocation does not fail: a fiftieth.
  private static final int DELAYED_SHARE = 50;

  private static final int DELAYED_MAX = 4096;

  private Ext4Space() {}

  /// @param mebibytes from [#MIN_MEBIBYTES] to [#MAX_MEBIBYTES]
  public static StatFs ofEmptyDisk(int mebibytes) {
    if (mebibytes < MIN_MEBIBYTES || mebibytes > MAX_MEBIBYTES) {
      throw new IllegalArgumentException(
          "a disk of %d MiB is not known: from %d to %d are"
              .formatted(mebibytes, MIN_MEBIBYTES, MAX_MEBIBYTES));
    }
    long total = (long) mebibytes * BLOCKS_IN_MEBIBYTE;
    int groups = (int) Math.ceilDiv(total, (long) BLOCKS_IN_GROUP);
    long wanted = mebibytes < FEWER_INODES ? total : total / 4;
    long inodesInGroup =
        Math.ceilDiv(Math.ceilDiv(wanted, (long) groups), (long) INODES_IN_BLOCK) * INODES_IN_BLOCK;
    long inodes = inodesInGroup * groups;
    // For growing a thousandfold.
    int spareDescriptors = Math.ceilDiv(mebibytes, 8) - 1;
    long overhead =
        inodes / INODES_IN_BLOCK
            + 2L * groups
            + (long) superblocks(groups) * (2 + spareDescriptors);
    long blocks = total - overhead;
    long free = blocks - USED_BLOCKS;
    long reserved = total * ROOT_PERCENT / 100 + Math.min(total / DELAYED_SHARE, DELAYED_MAX);
    return new StatFs(BLOCK, blocks, free, free - reserved, inodes, inodes - USED_INODES);
  }

  /// Copies of the superblock: in the first two groups, and in those that are powers of 3, 5 and 7.
  private static int superblocks(int groups) {
    int copies = Math.min(groups, 2);
    for (int base : new int[] {3, 5, 7}) {
      for (int group = base; group < groups; group *= base) {
        copies++;
      }
    }
    return copies;
  }
}
