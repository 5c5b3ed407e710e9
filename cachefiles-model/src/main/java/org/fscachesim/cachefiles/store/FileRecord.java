package org.fscachesim.cachefiles.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fscachesim.cachefiles.event.CoherencyTrace;

/// The coherency record that a data file carries as an extended attribute: 18 bytes, big-endian,
/// and the client's own coherency data behind them.
///
/// ```
/// record = u64 object_size, u64 zero_point (0), u8 type (1), u8 content, aux
/// ```
///
/// Kernel: fs/cachefiles/xattr.c (struct cachefiles_xattr)
final class FileRecord {
  /// Bytes in front of the client's data.
  static final int HEADER = 18;

  /// The content of a file that was modified and not committed yet.
  static final int DIRTY = 4;

  private static final int DATA_COOKIE = 1;

  private final long objectSize;
  private final int content;
  private final byte[] aux;

  /// @param objectSize bytes in the client's file
  /// @param content 0, or [#DIRTY] while the client modifies the data locally
  /// @param aux the client's coherency data, 0 to 255 bytes
  FileRecord(long objectSize, int content, byte[] aux) {
    this.objectSize = objectSize;
    this.content = content;
    this.aux = aux.clone();
  }

  /// The bytes to store.
  byte[] encode() {
    return ByteBuffer.allocate(length())
        .putLong(objectSize)
        .putLong(0)
        .put((byte) DATA_COOKIE)
        .put((byte) content)
        .put(aux)
        .array();
  }

  /// How many bytes [#encode] gives.
  int length() {
    return HEADER + aux.length;
  }

  /// Compares what was found in the filesystem with what this record expects. The first difference
  /// counts.
  CoherencyTrace judge(byte[] stored) {
    if (stored.length < length()) {
      return CoherencyTrace.CHECK_XATTR;
    }
    ByteBuffer in = ByteBuffer.wrap(stored);
    if (in.get(16) != DATA_COOKIE) {
      return CoherencyTrace.CHECK_TYPE;
    }
    if (!Arrays.equals(stored, HEADER, length(), aux, 0, aux.length)) {
      return CoherencyTrace.CHECK_AUX;
    }
    if (in.getLong(0) != objectSize) {
      return CoherencyTrace.CHECK_OBJECT_SIZE;
    }
    return contentOf(stored) == DIRTY ? CoherencyTrace.CHECK_DIRTY : CoherencyTrace.CHECK_OK;
  }

  /// What a stored record says of the content; 0 when it is too short to say anything.
  static int contentOf(byte[] stored) {
    return stored.length < HEADER ? 0 : stored[17] & 0xff;
  }
}
