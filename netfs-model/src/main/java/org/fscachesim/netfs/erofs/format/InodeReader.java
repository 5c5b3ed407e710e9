package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Meta.u16;
import static org.fscachesim.netfs.erofs.format.Meta.u32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Reads inodes of both sizes.
///
/// Kernel: fs/erofs/inode.c (erofs_read_inode)
final class InodeReader {
  private static final int COMPACT_SIZE = 32;
  private static final int EXTENDED_SIZE = 64;
  private static final int NID_SHIFT = 5;
  private static final int EXTENDED = 0x1;
  private static final int KNOWN_FORMAT_BITS = 0xf;
  private static final int XATTR_HEADER_SIZE = 12;

  private final SuperBlock sb;
  private final Meta meta;
  private final ErrorLog log;

  InodeReader(SuperBlock sb, Meta meta, ErrorLog log) {
    this.sb = sb;
    this.meta = meta;
    this.log = log;
  }

  /// Costs the page of the inode, and for an extended one that straddles two blocks the next as
  /// well.
  DiskInode read(long nid) throws ErrnoException {
    long address = addressOf(nid);
    ByteBuffer raw = meta.at(address, COMPACT_SIZE);
    int format = u16(raw, 0);
    Optional<DataLayout> layout = DataLayout.ofNumber((format >> 1) & 0x7);
    if ((format & ~KNOWN_FORMAT_BITS) != 0 || layout.isEmpty()) {
      log.error("inode %d: format %#x is not supported".formatted(nid, format));
      throw Errno.EOPNOTSUPP.exception();
    }
    boolean extended = (format & EXTENDED) != 0;
    if (extended) {
      raw = extended(address);
    }
    int mode = u16(raw, 4);
    Optional<FileType> type = FileType.ofMode(mode);
    if (type.isEmpty()) {
      log.error("corrupted: inode %d has mode %o".formatted(nid, mode));
      throw Errno.EUCLEAN.exception();
    }
    int attributes = u16(raw, 2);
    DiskInode inode =
        new DiskInode(
            nid,
            address,
            extended ? EXTENDED_SIZE : COMPACT_SIZE,
            attributes == 0 ? 0 : XATTR_HEADER_SIZE + 4 * (attributes - 1),
            type.get(),
            mode,
            extended ? u32(raw, 44) : u16(raw, 6),
            extended ? u32(raw, 24) : u16(raw, 24),
            extended ? u32(raw, 28) : u16(raw, 26),
            extended ? raw.getLong(32) : sb.buildTime(),
            extended ? raw.getInt(40) : sb.buildTimeNsec(),
            extended ? raw.getLong(8) : u32(raw, 8),
            layout.get(),
            u32(raw, 16),
            u16(raw, 16));
    check(inode);
    return inode;
  }

  private long addressOf(long nid) throws ErrnoException {
    if (nid < 0 || nid >= Meta.ADDRESS_LIMIT >> NID_SHIFT) {
      log.error("corrupted: inode number %s lies beyond any image".formatted(Meta.hex(nid)));
      throw Errno.EUCLEAN.exception();
    }
    return (sb.metaBlock() << sb.blockBits()) + (nid << NID_SHIFT);
  }

  private ByteBuffer extended(long address) throws ErrnoException {
    int inBlock = (int) (address & (sb.blockSize() - 1));
    if (inBlock + EXTENDED_SIZE <= sb.blockSize()) {
      return meta.at(address, EXTENDED_SIZE);
    }
    int head = sb.blockSize() - inBlock;
    ByteBuffer whole = ByteBuffer.allocate(EXTENDED_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    whole.put(0, meta.at(address, head), 0, head);
    whole.put(head, meta.at(address + head, EXTENDED_SIZE - head), 0, EXTENDED_SIZE - head);
    return whole;
  }

  private void check(DiskInode inode) throws ErrnoException {
    if (inode.layout().isCompressed()) {
      log.error(
          "inode %d is compressed: the kernels modelled here have no decompressor, and before 6.12"
                  .formatted(inode.nid())
              + " compressed files are not supported over fscache at all");
      throw Errno.EOPNOTSUPP.exception();
    }
    if (inode.layout() == DataLayout.CHUNK_BASED
        && (inode.chunkFormat() & ~(DiskInode.CHUNK_BITS_MASK | DiskInode.CHUNK_INDEXES)) != 0) {
      log.error(
          "inode %d: chunk format %#x is not supported"
              .formatted(inode.nid(), inode.chunkFormat()));
      throw Errno.EOPNOTSUPP.exception();
    }
    // Sizes of which the last page would end beyond the largest file offset.
    if (inode.size() < 0 || inode.size() > Long.MAX_VALUE - (PageSource.PAGE_SIZE - 1)) {
      log.error(
          "corrupted: inode %d has size %s"
              .formatted(inode.nid(), Long.toUnsignedString(inode.size())));
      throw Errno.EUCLEAN.exception();
    }
  }
}
