package org.fscachesim.netfs.erofs.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The bytes of an image or of one of its extra devices.
public interface Blob {
  /// How many bytes.
  long size() throws IOException;

  /// Fills `buffer` from `offset` on; the caller stays within [#size()].
  void read(ByteBuffer buffer, long offset) throws IOException;

  /// The bytes of an array, which is not copied.
  static Blob of(byte[] bytes) {
    return new Blob() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(ByteBuffer buffer, long offset) {
        buffer.put(bytes, Math.toIntExact(offset), buffer.remaining());
      }
    };
  }

  /// The bytes of an open file, which the caller closes.
  static Blob of(FileChannel channel) {
    return new Blob() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public void read(ByteBuffer buffer, long offset) throws IOException {
        long position = offset;
        while (buffer.hasRemaining()) {
          int got = channel.read(buffer, position);
          if (got < 0) {
            throw new IOException("the file became shorter while it was read");
          }
          position += got;
        }
      }
    };
  }
}
