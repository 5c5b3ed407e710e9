package org.fscachesim.devnode;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.fscachesim.devnode.wire.DaemonMessage;

/// Calls of a daemon in words, for pictures of a run.
final class CallText {
  private static final int LONGEST_COMMAND = 60;
  private static final int SHOWN_BYTES = 4;

  private CallText() {}

  /// What a read gave: the message, when it is one.
  static String message(ByteBuffer read) {
    if (read.hasRemaining()) {
      try {
        return words(DaemonMessage.decode(read));
      } catch (IllegalArgumentException e) {
        // Some other file.
      }
    }
    return data(read);
  }

  private static String words(DaemonMessage message) {
    return switch (message) {
      case DaemonMessage.Open open ->
          "OPEN %d of object %d (%s): fd %d"
              .formatted(open.id(), open.objectId(), open.cookieKey().replace("\0", ""), open.fd());
      case DaemonMessage.Read read ->
          "READ %d of object %d: %d bytes at %d"
              .formatted(read.id(), read.objectId(), read.count(), read.offset());
      case DaemonMessage.Close close ->
          "CLOSE %d of object %d".formatted(close.id(), close.objectId());
    };
  }

  /// A command when it looks like one, else its size and first bytes.
  static String command(ByteBuffer written) {
    if (!written.hasRemaining() || written.remaining() > LONGEST_COMMAND) {
      return data(written);
    }
    StringBuilder out = new StringBuilder("\"");
    for (int i = written.position(); i < written.limit(); i++) {
      byte b = written.get(i);
      if (b < ' ') {
        return data(written);
      }
      out.append((char) b);
    }
    return out.append('"').toString();
  }

  /// Size and first bytes.
  static String data(ByteBuffer bytes) {
    int size = bytes.remaining();
    byte[] first = new byte[Math.min(size, SHOWN_BYTES)];
    bytes.get(bytes.position(), first);
    return size
        + " bytes"
        + (size == 0
            ? ""
            : ": " + HexFormat.of().formatHex(first) + (size > SHOWN_BYTES ? "..." : ""));
  }
}
