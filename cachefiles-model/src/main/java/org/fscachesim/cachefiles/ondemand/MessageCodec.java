package org.fscachesim.cachefiles.ondemand;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of a message: integers in the order of the host, without padding.
///
/// ```
/// record = u32 msg_id, u32 opcode, u32 length, u32 object_id, payload
/// OPEN   = u32 volume_key_size (with its NUL), u32 cookie_key_size, u32 fd, u32 flags,
///          volume key, NUL, cookie key
/// CLOSE  = nothing
/// READ   = u64 offset, u64 length
/// ```
///
/// Kernel: include/uapi/linux/cachefiles.h (struct cachefiles_msg)
final class MessageCodec {
  static final int HEADER = 16;

  private MessageCodec() {}

  /// @param id the request's, an unsigned number of 32 bits
  /// @param objectId the object's, or -1 when its descriptor is closed
  /// @param fd the anonymous descriptor of an OPEN
  static byte[] encode(Message message, long id, int objectId, int fd) {
    ByteBuffer out = ByteBuffer.allocate(message.length()).order(ByteOrder.nativeOrder());
    out.putInt((int) id).putInt(message.opcode()).putInt(message.length()).putInt(objectId);
    switch (message) {
      case Message.Open(String volumeKey, String cookieKey) -> {
        out.putInt(volumeKey.length() + 1).putInt(cookieKey.length()).putInt(fd).putInt(0);
        out.put(volumeKey.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
        out.put(cookieKey.getBytes(StandardCharsets.ISO_8859_1));
      }
      case Message.Close() -> {}
      case Message.Read(long offset, long count) -> out.putLong(offset).putLong(count);
    }
    return out.array();
  }
}
