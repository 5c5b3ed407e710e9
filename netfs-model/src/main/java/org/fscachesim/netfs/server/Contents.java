package org.fscachesim.netfs.server;

import java.util.Arrays;

/// The bytes of a file of the server; what was never written is zero.
final class Contents {
  /// No file is larger: a server in memory has its limits.
  static final long MAX_SIZE = 1L << 30;

  private byte[] bytes;
  private int size;

  Contents(byte[] initial) {
    bytes = initial.clone();
    size = initial.length;
  }

  int size() {
    return size;
  }

  byte[] read(long offset, int length) {
    if (offset >= size) {
      return new byte[0];
    }
    int from = (int) offset;
    return Arrays.copyOfRange(bytes, from, from + Math.min(length, size - from));
  }

  void write(long offset, byte[] from) {
    int end = Math.toIntExact(offset + from.length);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, (int) Math.min(MAX_SIZE, bytes.length * 2L)));
    }
    System.arraycopy(from, 0, bytes, (int) offset, from.length);
    size = Math.max(size, end);
  }

  void resize(long newSize) {
    int to = Math.toIntExact(newSize);
    if (to < size) {
      Arrays.fill(bytes, to, size, (byte) 0);
    } else if (to > bytes.length) {
      bytes = Arrays.copyOf(bytes, to);
    }
    size = to;
  }

  byte[] all() {
    return Arrays.copyOf(bytes, size);
  }
}
