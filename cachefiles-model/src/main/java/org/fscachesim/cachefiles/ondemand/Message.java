package org.fscachesim.cachefiles.ondemand;

/// What a request asks of the daemon.
///
/// ```
/// Message = Open | Close | Read
/// ```
///
/// Kernel: include/uapi/linux/cachefiles.h (struct cachefiles_msg)
public sealed interface Message {
  /// The number on the wire.
  int opcode();

  /// The whole record with its header, bytes.
  int length();

  /// A cache file is to be opened: the daemon answers with its size, or refuses it.
  ///
  /// @param volumeKey without the NUL that follows it on the wire
  record Open(String volumeKey, String cookieKey) implements Message {
    @Override
    public int opcode() {
      return 0;
    }

    @Override
    public int length() {
      return MessageCodec.HEADER + 16 + volumeKey.length() + 1 + cookieKey.length();
    }
  }

  /// A cache file is let go of: the daemon may close its descriptor. Nothing is to be answered.
  record Close() implements Message {
    @Override
    public int opcode() {
      return 1;
    }

    @Override
    public int length() {
      return MessageCodec.HEADER;
    }
  }

  /// A range is wanted in the cache file.
  ///
  /// @param offset bytes
  /// @param count bytes
  record Read(long offset, long count) implements Message {
    @Override
    public int opcode() {
      return 2;
    }

    @Override
    public int length() {
      return MessageCodec.HEADER + 16;
    }
  }
}
