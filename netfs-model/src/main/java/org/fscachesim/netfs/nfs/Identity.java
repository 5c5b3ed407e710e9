package org.fscachesim.netfs.nfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.fscachesim.netfs.server.Attributes;

/// What of a server and its files goes into the cache.
///
/// Kernel: fs/nfs/fscache.c
final class Identity {
  private static final int PORT = 0x108;
  private static final int FAMILY_INET = 2;
  private static final int LOOPBACK = 0x100007f;
  private static final int[] ATTRIBUTE_TIMEOUTS_SECONDS = {3, 60, 30, 60};
  private static final int HZ = 250;

  private Identity() {}

  /// Everything that makes two mounts differ in what they see. Zero is printed as nothing.
  ///
  /// Kernel: fs/nfs/fscache.c (nfs_fscache_get_super_cookie)
  static String volumeKey(Options options, long root) {
    StringBuilder key = new StringBuilder();
    key.append(
        String.format(Locale.ROOT, "nfs,%d.%d,%x,", options.major(), options.minor(), FAMILY_INET));
    add(key, PORT);
    add(key, LOOPBACK);
    add(key, root);
    add(key, 0);
    add(key, 0);
    add(key, 0);
    add(key, options.readSize());
    add(key, options.writeSize());
    for (int seconds : ATTRIBUTE_TIMEOUTS_SECONDS) {
      add(key, (long) seconds * HZ);
    }
    add(key, 1);
    if (!options.uniquifier().isEmpty()) {
      key.append(',').append(options.uniquifier());
    }
    return key.toString();
  }

  private static void add(StringBuilder key, long number) {
    key.append(',');
    if (number != 0) {
      key.append(Long.toHexString(number));
    }
  }

  /// The file handle, which is the server's business: here its identity behind a word that says
  /// what kind of handle it is.
  static String cookieKey(long id) {
    byte[] handle =
        ByteBuffer.allocate(16)
            .order(ByteOrder.BIG_ENDIAN)
            .putInt(0x01000600)
            .putLong(id)
            .putInt(1)
            .array();
    return new String(handle, StandardCharsets.ISO_8859_1);
  }

  /// Forty bytes; version 3 of the protocol has no change attribute.
  ///
  /// Kernel: fs/nfs/fscache.h (struct nfs_fscache_inode_auxdata)
  static byte[] coherency(Options options, Attributes attributes) {
    return ByteBuffer.allocate(40)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(attributes.mtimeSeconds())
        .putLong(attributes.mtimeNanos())
        .putLong(attributes.ctimeSeconds())
        .putLong(attributes.ctimeNanos())
        .putLong(options.major() == 4 ? attributes.change() : 0)
        .array();
  }
}
