package org.fscachesim.cachefiles.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fscachesim.cachefiles.event.CoherencyTrace;

/// The coherency record of a volume's directory: a reserved word, 0, and the client's coherency
/// data.
///
/// Kernel: fs/cachefiles/xattr.c (struct cachefiles_vol_xattr)
final class VolumeRecord {
  private static final int HEADER = 4;

  private final byte[] coherency;

  VolumeRecord(byte[] coherency) {
    this.coherency = coherency.clone();
  }

  /// The bytes to store.
  byte[] encode() {
    return ByteBuffer.allocate(length()).putInt(0).put(coherency).array();
  }

  int length() {
    return HEADER + coherency.length;
  }

  /// Compares what was found in the filesystem with what this record expects.
  CoherencyTrace judge(byte[] stored) {
    if (stored.length != length()) {
      return CoherencyTrace.VOLUME_CHECK_XATTR;
    }
    if (ByteBuffer.wrap(stored).getInt(0) != 0) {
      return CoherencyTrace.VOLUME_CHECK_RESERVED;
    }
    return Arrays.equals(stored, HEADER, stored.length, coherency, 0, coherency.length)
        ? CoherencyTrace.VOLUME_CHECK_OK
        : CoherencyTrace.VOLUME_CHECK_COMPARE;
  }
}
