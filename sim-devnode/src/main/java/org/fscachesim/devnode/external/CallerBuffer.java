package org.fscachesim.devnode.external;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.UserBuffer;

/// Memory of a caller, in one piece or several.
final class CallerBuffer implements UserBuffer {
  private static final int VECTOR = 16;
  private static final int MOST_VECTORS = 1024;

  /// A piece.
  record Piece(long address, long length) {}

  private final CallerMemory memory;
  private final int thread;
  private final List<Piece> pieces;
  private final int length;

  CallerBuffer(CallerMemory memory, int thread, List<Piece> pieces) {
    this.memory = memory;
    this.thread = thread;
    this.pieces = pieces;
    long sum = 0;
    for (Piece piece : pieces) {
      sum = Math.min(KernelFile.MAX_RW_COUNT, sum + Math.max(0, piece.length));
    }
    this.length = (int) sum;
  }

  /// The pieces that an array of `struct iovec` names.
  ///
  /// @throws ErrnoException `EINVAL` for a bad count or length, `EFAULT`
  static List<Piece> pieces(CallerMemory memory, int thread, long address, long count)
      throws ErrnoException {
    if (count < 0 || count > MOST_VECTORS) {
      throw Errno.EINVAL.exception();
    }
    ByteBuffer vectors =
        memory.read(thread, address, count * VECTOR).order(ByteOrder.nativeOrder());
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Piece piece = new Piece(vectors.getLong(), vectors.getLong());
      if (piece.length < 0) {
        throw Errno.EINVAL.exception();
      }
      pieces.add(piece);
    }
    return pieces;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void copyOut(byte[] bytes) throws ErrnoException {
    int at = 0;
    for (Piece piece : pieces) {
      int part = (int) Math.min(piece.length, bytes.length - at);
      byte[] slice = new byte[part];
      System.arraycopy(bytes, at, slice, 0, part);
      memory.write(thread, piece.address, slice);
      at += part;
    }
  }

  /// The same memory each time: what was there before is overwritten.
  @Override
  public ByteBuffer copyIn() throws ErrnoException {
    MemorySegment all = memory.buffer(length);
    long at = 0;
    for (Piece piece : pieces) {
      long part = Math.min(piece.length, length - at);
      memory.read(thread, piece.address, all.asSlice(at, part));
      at += part;
    }
    return all.asByteBuffer();
  }
}
