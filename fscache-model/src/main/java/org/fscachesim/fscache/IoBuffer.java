package org.fscachesim.fscache;

import static com.google.common.base.Preconditions.checkPositionIndexes;

import java.nio.ByteBuffer;

/// The memory that one cache read fills, or one cache write takes its bytes from.
///
/// It is a run of bytes that may lie in several pieces, such as the pages of a file. Access is by
/// offset into the run; there is no position that moves.
///
/// Kernel: include/linux/uio.h (struct iov_iter)
public interface IoBuffer {
  /// Bytes in all.
  int length();

  /// A view of the memory from `offset` on: at least one byte, at most `max`, fewer where a piece
  /// ends.
  ///
  /// @param offset 0 up to, and without, [#length]
  /// @param max 1 or more
  ByteBuffer piece(int offset, int max);

  /// Copies `count` bytes of `from`, beginning at `fromOffset`, to `offset` of this memory.
  default void put(int offset, byte[] from, int fromOffset, int count) {
    checkPositionIndexes(offset, offset + count, length());
    int done = 0;
    while (done < count) {
      ByteBuffer piece = piece(offset + done, count - done);
      int n = piece.remaining();
      piece.put(from, fromOffset + done, n);
      done += n;
    }
  }

  /// Copies `count` bytes at `offset` of this memory into `to`, beginning at `toOffset`.
  default void get(int offset, byte[] to, int toOffset, int count) {
    checkPositionIndexes(offset, offset + count, length());
    int done = 0;
    while (done < count) {
      ByteBuffer piece = piece(offset + done, count - done);
      int n = piece.remaining();
      piece.get(to, toOffset + done, n);
      done += n;
    }
  }

  /// Zeroes `count` bytes from `offset` on.
  default void zero(int offset, int count) {
    checkPositionIndexes(offset, offset + count, length());
    int done = 0;
    while (done < count) {
      ByteBuffer piece = piece(offset + done, count - done);
      int n = piece.remaining();
      while (piece.hasRemaining()) {
        piece.put((byte) 0);
      }
      done += n;
    }
  }

  /// The part of this memory from `offset` on, `length` bytes, as a buffer of its own over the same
  /// bytes.
  default IoBuffer slice(int offset, int length) {
    checkPositionIndexes(offset, offset + length, length());
    IoBuffer whole = this;
    return new IoBuffer() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public ByteBuffer piece(int at, int max) {
        return whole.piece(offset + at, Math.min(max, length - at));
      }
    };
  }

  /// The memory of one array, in one piece.
  static IoBuffer of(byte[] bytes) {
    return new IoBuffer() {
      @Override
      public int length() {
        return bytes.length;
      }

      @Override
      public ByteBuffer piece(int offset, int max) {
        return ByteBuffer.wrap(bytes, offset, Math.min(max, bytes.length - offset)).slice();
      }
    };
  }
}
