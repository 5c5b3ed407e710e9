package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/// How many bytes there were, and their CRC-32; prints as transcripts do.
final class Checksum {
  private final CRC32 crc = new CRC32();
  private long bytes;

  void add(ByteBuffer more) {
    bytes += more.remaining();
    crc.update(more);
  }

  long bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "%d crc32=%08x".formatted(bytes, crc.getValue());
  }
}
