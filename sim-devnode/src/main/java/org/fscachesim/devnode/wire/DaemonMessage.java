package org.fscachesim.devnode.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A message as a daemon reads it from the device, decoded.
///
/// ```
/// DaemonMessage = Open | Close | Read
/// ```
///
/// Kernel: include/uapi/linux/cachefiles.h (struct cachefiles_msg)
public sealed interface DaemonMessage {
  /// Bytes before the payload.
  int HEADER = 16;

  /// A buffer of this size takes every message.
  int MAX_SIZE = 1024;

  /// Names the request in the answer.
  long id();

  /// The whole message, bytes.
  int length();

  /// The object that the message is about, as in its OPEN.
  int objectId();

  /// A cache file is to be opened: answer `copen <id>,<size>` or `copen <id>,-<errno>`.
  ///
  /// @param volumeKeySize with the NUL at its end
  /// @param volumeKey with the NUL at its end, one char a byte
  /// @param fd the anonymous descriptor through which data goes into the cache file
  record Open(
      long id,
      int length,
      int objectId,
      int volumeKeySize,
      int cookieKeySize,
      int fd,
      int flags,
      String volumeKey,
      String cookieKey)
      implements DaemonMessage {}

  /// The cache file is being dropped: close its descriptor. There is no answer.
  record Close(long id, int length, int objectId) implements DaemonMessage {}

  /// Data is wanted: write it through the object's descriptor, then complete with
  /// [org.fscachesim.devnode.SystemCalls#READ_COMPLETE].
  ///
  /// @param offset bytes
  /// @param count bytes
  record Read(long id, int length, int objectId, long offset, long count)
      implements DaemonMessage {}

  /// Decodes one message: the buffer's bytes from its position to its limit.
  ///
  /// @throws IllegalArgumentException for what no kernel sends, saying what is wrong with it
  static DaemonMessage decode(ByteBuffer bytes) {
    ByteBuffer in = bytes.slice().order(ByteOrder.nativeOrder());
    if (in.remaining() < HEADER) {
      throw new IllegalArgumentException(
          "a message has at least " + HEADER + " bytes, not " + in.remaining());
    }
    long id = Integer.toUnsignedLong(in.getInt());
    int opcode = in.getInt();
    int length = in.getInt();
    int object = in.getInt();
    if (length != in.limit()) {
      throw new IllegalArgumentException(
          "message "
              + id
              + " says that it has "
              + length
              + " bytes, but read() gave "
              + in.limit());
    }
    return switch (opcode) {
      case 0 -> decodeOpen(in, id, length, object);
      case 1 -> new Close(id, length, object);
      case 2 -> {
        need(in, id, 16);
        yield new Read(id, length, object, in.getLong(), in.getLong());
      }
      default ->
          throw new IllegalArgumentException(
              "message " + id + " has opcode " + opcode + ": not 0 to 2");
    };
  }

  private static Open decodeOpen(ByteBuffer in, long id, int length, int object) {
    need(in, id, 16);
    int volumeKeySize = in.getInt();
    int cookieKeySize = in.getInt();
    int fd = in.getInt();
    int flags = in.getInt();
    if (volumeKeySize < 0 || cookieKeySize < 0 || volumeKeySize + cookieKeySize != in.remaining()) {
      throw new IllegalArgumentException(
          "message "
              + id
              + " has key sizes "
              + volumeKeySize
              + " and "
              + cookieKeySize
              + ", but "
              + in.remaining()
              + " bytes of keys");
    }
    String volumeKey = text(in, volumeKeySize);
    String cookieKey = text(in, cookieKeySize);
    return new Open(
        id, length, object, volumeKeySize, cookieKeySize, fd, flags, volumeKey, cookieKey);
  }

  private static void need(ByteBuffer in, long id, int bytes) {
    if (in.remaining() < bytes) {
      throw new IllegalArgumentException(
          "message " + id + " ends after " + in.limit() + " bytes: " + bytes + " more are missing");
    }
  }

  private static String text(ByteBuffer in, int size) {
    byte[] out = new byte[size];
    in.get(out);
    return new String(out, StandardCharsets.ISO_8859_1);
  }
}
