package org.fscachesim.kernel.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The contents of a file, in blocks. A block is in one of three states, as ext4 shows them:
///
/// | state | space | reads as | SEEK_DATA |
/// |---|---|---|---|
/// | hole | none | zeros | hole |
/// | unwritten | allocated | zeros | hole |
/// | written | allocated | what was written | data |
///
/// The bytes between the size and the end of the last block are always zero, so that growing the
/// file needs no work. Unwritten blocks may lie behind the size; truncating takes them away unless
/// the file grows by it.
///
/// Callers check ranges and free space; nothing here fails.
///
/// Kernel: fs/ext4/extents.c (ext4_fallocate), fs/ext4/inode.c (ext4_punch_hole)
final class SparseContents {
  private final int blockSize;
  private final byte[] zeros;
  private final RunSet written = new RunSet();
  private final RunSet unwritten = new RunSet();
  // Only blocks with a byte that is not zero need to be here; never iterated over.
  private final Map<Long, byte[]> blocks = new HashMap<>();
  private long size;

  SparseContents(int blockSize) {
    this.blockSize = blockSize;
    this.zeros = new byte[blockSize];
  }

  long size() {
    return size;
  }

  /// How many blocks have space.
  long allocated() {
    return written.size() + unwritten.size();
  }

  /// How many blocks that a range touches have no space yet.
  long missing(long offset, long length) {
    long first = firstBlock(offset);
    long end = endBlock(offset + length);
    return end - first - written.count(first, end) - unwritten.count(first, end);
  }

  /// Fills the buffer from `offset` on, as far as the file goes.
  int read(long offset, ByteBuffer into) {
    if (offset >= size) {
      return 0;
    }
    int length = (int) Math.min(into.remaining(), size - offset);
    long at = offset;
    for (int left = length; left > 0; ) {
      int within = (int) (at % blockSize);
      int part = Math.min(left, blockSize - within);
      byte @Nullable [] block = blocks.get(at / blockSize);
      into.put(block == null ? zeros : block, within, part);
      at += part;
      left -= part;
    }
    return length;
  }

  /// Writes `length` bytes of the buffer.
  void write(long offset, ByteBuffer from, int length) {
    if (length == 0) {
      return;
    }
    long end = offset + length;
    unwritten.remove(firstBlock(offset), endBlock(end));
    written.add(firstBlock(offset), endBlock(end));
    for (long at = offset; at < end; ) {
      int within = (int) (at % blockSize);
      int part = (int) Math.min(end - at, blockSize - within);
      long number = at / blockSize;
      byte @Nullable [] old = blocks.get(number);
      byte[] block = old == null ? new byte[blockSize] : old;
      from.get(block, within, part);
      if (part == blockSize && Arrays.equals(block, zeros)) {
        blocks.remove(number);
      } else if (old == null) {
        blocks.put(number, block);
      }
      at += part;
    }
    size = Math.max(size, end);
  }

  void truncate(long newSize) {
    if (newSize <= size) {
      clear(newSize, Math.min(size, endBlock(newSize) * blockSize));
      release(endBlock(newSize), Long.MAX_VALUE);
    }
    size = newSize;
  }

  /// The last block counts as covered when the range ends behind the size; nothing behind the size
  /// is touched.
  void punchHole(long offset, long length) {
    if (offset >= size) {
      return;
    }
    long end = offset + length > size ? endBlock(size) * blockSize : offset + length;
    long firstWhole = endBlock(offset);
    long endWhole = firstBlock(end);
    clearEdges(offset, end);
    release(firstWhole, endWhole);
  }

  void zeroRange(long offset, long length, boolean keepSize) {
    long end = offset + length;
    long firstWhole = endBlock(offset);
    long endWhole = firstBlock(end);
    clearEdges(offset, end);
    release(firstWhole, endWhole);
    allocate(offset, length, keepSize);
  }

  void allocate(long offset, long length, boolean keepSize) {
    long end = endBlock(offset + length);
    for (long block = written.firstOut(firstBlock(offset)); block < end; ) {
      long next = written.firstIn(block);
      long gapEnd = next < 0 ? end : Math.min(next, end);
      unwritten.add(block, gapEnd);
      block = written.firstOut(gapEnd);
    }
    if (!keepSize) {
      size = Math.max(size, offset + length);
    }
  }

  /// The first offset from `from`, which is inside the file, that has data; -1 when none has.
  long seekData(long from) {
    long block = written.firstIn(firstBlock(from));
    if (block < 0) {
      return -1;
    }
    long found = Math.max(from, block * blockSize);
    return found < size ? found : -1;
  }

  /// The first offset from `from`, which is inside the file, that has none.
  long seekHole(long from) {
    long first = firstBlock(from);
    long block = written.firstOut(first);
    return block == first ? from : Math.min(block * blockSize, size);
  }

  private void clearEdges(long offset, long end) {
    long firstWhole = endBlock(offset) * blockSize;
    long endWhole = firstBlock(end) * blockSize;
    clear(offset, Math.min(end, firstWhole));
    clear(Math.max(offset, endWhole), end);
  }

  /// Zeroes a range that lies in one block.
  private void clear(long from, long to) {
    byte @Nullable [] block = from < to ? blocks.get(firstBlock(from)) : null;
    if (block != null) {
      int within = (int) (from % blockSize);
      Arrays.fill(block, within, within + (int) (to - from), (byte) 0);
    }
  }

  private void release(long from, long to) {
    unwritten.remove(from, to);
    for (long block = written.firstIn(from); block >= 0 && block < to; ) {
      long end = Math.min(written.firstOut(block), to);
      for (long i = block; i < end; i++) {
        blocks.remove(i);
      }
      block = written.firstIn(end);
    }
    written.remove(from, to);
  }

  private long firstBlock(long offset) {
    return offset / blockSize;
  }

  /// The first block that begins at or behind `end`.
  private long endBlock(long end) {
    return end / blockSize + (end % blockSize == 0 ? 0 : 1);
  }
}
