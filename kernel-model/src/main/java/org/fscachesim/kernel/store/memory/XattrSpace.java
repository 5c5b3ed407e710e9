package org.fscachesim.kernel.store.memory;

import java.util.Map;
import java.util.TreeMap;

/// How much the extended attributes of one inode can hold in ext4: the free part of an inode of 256
/// bytes, and one block. An attribute lies whole in one of the two.
///
/// Kernel: fs/ext4/xattr.h (EXT4_XATTR_LEN)
final class XattrSpace {
  private static final int IN_INODE = 256 - 128 - 32 - 4 - 4;
  private static final int BLOCK_HEADER = 32 + 4;
  private static final int ENTRY_HEADER = 16;

  private XattrSpace() {}

  /// Whether the attributes fit when `name` has a value of that length. They are put into the inode
  /// in the order of their names as long as they fit, the rest into the block.
  static boolean holds(Map<String, byte[]> xattrs, String name, int length, int blockSize) {
    int inInode = IN_INODE;
    int inBlock = blockSize - BLOCK_HEADER;
    TreeMap<String, Integer> lengths = new TreeMap<>();
    xattrs.forEach((n, value) -> lengths.put(n, value.length));
    lengths.put(name, length);
    for (Map.Entry<String, Integer> e : lengths.entrySet()) {
      int suffix = e.getKey().length() - e.getKey().indexOf('.') - 1;
      int bytes = ENTRY_HEADER + roundUp(suffix) + roundUp(e.getValue());
      if (bytes <= inInode) {
        inInode -= bytes;
      } else {
        inBlock -= bytes;
      }
    }
    return inBlock >= 0;
  }

  private static int roundUp(int bytes) {
    return bytes + 3 & ~3;
  }
}
