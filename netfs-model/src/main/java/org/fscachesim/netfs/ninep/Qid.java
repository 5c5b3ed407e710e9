package org.fscachesim.netfs.ninep;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.fscachesim.netfs.server.Attributes;

/// What the protocol says of a file's identity, and what of it goes into the cache.
///
/// Kernel: include/net/9p/9p.h (struct p9_qid)
final class Qid {
  // An inode number of 0 would mean no inode, and 1 is taken, too.
  private static final long INODE_OFFSET = 2;

  private Qid() {}

  /// Another number for each state of a file, as the server makes it: the second of the last change
  /// and the size. Two changes within a second that leave the size are one.
  static int version(Attributes attributes) {
    return (int) (attributes.mtimeSeconds() ^ attributes.size() << 8);
  }

  /// The inode number of a path.
  ///
  /// Kernel: fs/9p/vfs_inode.c (v9fs_qid2ino)
  static long inodeNumber(long path) {
    return path + INODE_OFFSET;
  }

  /// Kernel: fs/9p/cache.c (v9fs_cache_inode_get_cookie)
  static String cookieKey(long path) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(path).array();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// Kernel: fs/9p/cache.c (v9fs_cache_inode_get_cookie)
  static byte[] coherency(int version) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(version).array();
  }
}
