package org.fscachesim.cachefiles.daemon;

import java.nio.charset.StandardCharsets;

/// What a daemon of the original mode reads from the device: one line of fields, without newline.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_do_daemon_read)
final class StateString {
  private StateString() {}

  /// @param filesReleased objects let go since the last read, an unsigned number of 32 bits
  /// @param sectorsReleased what they take on disk, in units of 512 bytes
  static byte[] format(boolean culling, Watermarks w, int filesReleased, long sectorsReleased) {
    String text =
        "cull="
            + (culling ? '1' : '0')
            + field(" frun=", w.frun())
            + field(" fcull=", w.fcull())
            + field(" fstop=", w.fstop())
            + field(" brun=", w.brun())
            + field(" bcull=", w.bcull())
            + field(" bstop=", w.bstop())
            + field(" freleased=", Integer.toUnsignedLong(filesReleased))
            + field(" breleased=", sectorsReleased);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String field(String name, long value) {
    return name + Long.toHexString(value);
  }
}
