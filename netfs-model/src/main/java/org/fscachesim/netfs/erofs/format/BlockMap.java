package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Meta.u16;
import static org.fscachesim.netfs.erofs.format.Meta.u32;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;

/// Maps offsets of a file to extents.
///
/// Kernel: fs/erofs/data.c (erofs_map_blocks)
final class BlockMap {
  private static final long NULL_BLOCK = 0xFFFFFFFFL;
  private static final int ENTRY_SIZE = 4;
  private static final int INDEX_SIZE = 8;

  private final SuperBlock sb;
  private final Meta meta;
  private final ErrorLog log;

  BlockMap(SuperBlock sb, Meta meta, ErrorLog log) {
    this.sb = sb;
    this.meta = meta;
    this.log = log;
  }

  /// The extent at `offset`; costs a metadata page for chunk-based files, nothing else.
  Extent map(DiskInode inode, long offset) throws ErrnoException {
    if (offset >= inode.size()) {
      return new Extent.Hole(Long.MAX_VALUE - offset);
    }
    return switch (inode.layout()) {
      case FLAT_PLAIN, FLAT_INLINE -> flat(inode, offset);
      case CHUNK_BASED -> chunk(inode, offset);
      case COMPRESSED_FULL, COMPRESSED_COMPACT ->
          throw new KernelBug("inode " + inode.nid() + " is compressed and was not refused");
    };
  }

  private Extent flat(DiskInode inode, long offset) throws ErrnoException {
    long blocks = ((inode.size() - 1) >> sb.blockBits()) + 1;
    long lastBlock = inode.layout() == DataLayout.FLAT_INLINE ? blocks - 1 : blocks;
    long mappedEnd = lastBlock << sb.blockBits();
    if (offset < mappedEnd) {
      long address = (inode.startBlock() << sb.blockBits()) + offset;
      if (address < 0) {
        log.error("corrupted: data of inode %d lies beyond any image".formatted(inode.nid()));
        throw Errno.EUCLEAN.exception();
      }
      return new Extent.Mapped(mappedEnd - offset, 0, address);
    }
    long inBlock = offset & (sb.blockSize() - 1);
    long address = inode.bodyAddress() + inBlock;
    long length = inode.size() - offset;
    if ((address & (sb.blockSize() - 1)) + length > sb.blockSize()) {
      log.error(
          "corrupted: inline data of inode %d crosses a block boundary".formatted(inode.nid()));
      throw Errno.EUCLEAN.exception();
    }
    return new Extent.Tail(length, address);
  }

  private Extent chunk(DiskInode inode, long offset) throws ErrnoException {
    int chunkBits = sb.blockBits() + (inode.chunkFormat() & DiskInode.CHUNK_BITS_MASK);
    boolean indexes = (inode.chunkFormat() & DiskInode.CHUNK_INDEXES) != 0;
    int unit = indexes ? INDEX_SIZE : ENTRY_SIZE;
    long number = offset >> chunkBits;
    long start = number << chunkBits;
    long toEnd = roundUp(inode.size() - start, sb.blockSize());
    long length = Math.min(1L << chunkBits, toEnd) - (offset - start);

    ByteBuffer entry = meta.at(roundUp(inode.bodyAddress(), unit) + unit * number, unit);
    long block = u32(entry, indexes ? 4 : 0);
    if (block == NULL_BLOCK) {
      return new Extent.Hole(length);
    }
    int deviceId = indexes ? u16(entry, 2) & sb.deviceIdMask() : 0;
    return new Extent.Mapped(length, deviceId, (block << sb.blockBits()) + (offset - start));
  }

  private static long roundUp(long value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
