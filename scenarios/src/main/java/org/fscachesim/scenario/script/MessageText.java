package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.fscachesim.devnode.wire.DaemonMessage;

/// What a `read` of a device gave, as transcripts write it.
final class MessageText {
  private MessageText() {}

  /// The message in these bytes. A state string of the original mode is none: its first letters
  /// read as an opcode that does not exist.
  static Optional<DaemonMessage> decode(ByteBuffer bytes) {
    try {
      return Optional.of(DaemonMessage.decode(bytes));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static String print(DaemonMessage message) {
    return switch (message) {
      case DaemonMessage.Open m ->
          "OPEN id=%d len=%d object=%d flags=%d volume_key_size=%d cookie_key_size=%d"
                  .formatted(
                      m.id(),
                      m.length(),
                      m.objectId(),
                      m.flags(),
                      m.volumeKeySize(),
                      m.cookieKeySize())
              + " volume="
              + quote(m.volumeKey())
              + " cookie="
              + quote(m.cookieKey());
      case DaemonMessage.Read(long id, int length, int object, long offset, long count) ->
          "READ id=%d len=%d object=%d off=%d count=%d"
              .formatted(id, length, object, offset, count);
      case DaemonMessage.Close(long id, int length, int object) ->
          "CLOSE id=%d len=%d object=%d".formatted(id, length, object);
    };
  }

  /// In quotes, with whatever is not printable ASCII as \xHH.
  static String quote(String bytes) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        append(out, c);
      }
    }
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, char c) {
    if (c < ' ' || c > '~') {
      out.append("\\x%02x".formatted((int) c));
    } else {
      out.append(c);
    }
  }
}
