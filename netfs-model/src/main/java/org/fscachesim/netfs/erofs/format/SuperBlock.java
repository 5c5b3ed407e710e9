package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Meta.u16;
import static org.fscachesim.netfs.erofs.format.Meta.u32;
import static org.fscachesim.netfs.erofs.format.Meta.u8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// The super block of an image: 128 bytes at byte 1024, and some slots that nobody reads yet.
///
/// @param compat compatible feature bits, see [Features]
/// @param incompat incompatible feature bits
/// @param blockBits log2 of the block size, 9..12
/// @param rootNid where the root directory is, in units of 32 bytes from the metadata start
/// @param inodes how many inodes there are
/// @param buildTime seconds since 1970: the modification time of all compact inodes
/// @param buildTimeNsec nanoseconds
/// @param blocks of the primary blob
/// @param metaBlock block at which inode numbers begin
/// @param extraDevices how many blobs there are beside the primary, 0 without a device table
/// @param deviceTableSlot where the device table begins, in units of 128 bytes
/// @param volumeName at most 15 bytes
///
///   Kernel: fs/erofs/super.c (erofs_read_superblock)
public record SuperBlock(
    int compat,
    int incompat,
    int blockBits,
    int rootNid,
    long inodes,
    long buildTime,
    int buildTimeNsec,
    long blocks,
    long metaBlock,
    int extraDevices,
    int deviceTableSlot,
    String volumeName) {
  /// Where it begins.
  public static final int OFFSET = 1024;

  static final int MAGIC = 0xE0F5E1E2;
  private static final int SIZE = 128;
  private static final int EXTRA_SLOT_SIZE = 16;
  private static final int NAME_SIZE = 16;

  /// Reads and checks it; costs the first page.
  ///
  /// @param knownIncompat the incompatible features that this kernel accepts
  /// @param log gets one sentence for each refusal
  /// @throws ErrnoException `EINVAL` not an image, or one this kernel does not understand;
  ///   `EBADMSG` wrong checksum; `EUCLEAN` volume name without end; `EOPNOTSUPP` compression
  ///   settings (the modelled kernels are built without decompressors); or what `pages` threw
  public static SuperBlock read(PageSource pages, int knownIncompat, ErrorLog log)
      throws ErrnoException {
    ByteBuffer page = pages.page(0).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer sb =
        page.slice(OFFSET, PageSource.PAGE_SIZE - OFFSET).order(ByteOrder.LITTLE_ENDIAN);
    if (sb.getInt(0) != MAGIC) {
      log.error(
          "not an EROFS image: magic %08x at byte %d, where %08x must be"
              .formatted(sb.getInt(0), OFFSET, MAGIC));
      throw Errno.EINVAL.exception();
    }
    int blockBits = u8(sb, 12);
    if (blockBits < 9 || blockBits > 12) {
      log.error("block size 2^%d: only 512 to 4096 bytes are supported".formatted(blockBits));
      throw Errno.EINVAL.exception();
    }
    if (sb.get(90) != 0) {
      log.error("directory blocks of another size (dirblkbits %d)".formatted(u8(sb, 90)));
      throw Errno.EINVAL.exception();
    }
    int compat = sb.getInt(8);
    if ((compat & Features.COMPAT_SB_CHKSUM) != 0) {
      verifyChecksum(sb, 1 << blockBits, log);
    }
    int incompat = sb.getInt(80);
    if ((incompat & ~knownIncompat) != 0) {
      log.error(
          "incompatible features %x that this kernel does not know"
              .formatted(incompat & ~knownIncompat));
      throw Errno.EINVAL.exception();
    }
    int size = SIZE + u8(sb, 13) * EXTRA_SLOT_SIZE;
    if (size > PageSource.PAGE_SIZE - OFFSET) {
      log.error("super block of %d bytes does not fit into its page".formatted(size));
      throw Errno.EINVAL.exception();
    }
    String volumeName = volumeName(sb, log);
    if ((incompat & Features.COMPR_CFGS) != 0) {
      log.error("compressed: the kernels modelled here have no decompressor");
      throw Errno.EOPNOTSUPP.exception();
    }
    boolean hasDevices = (incompat & Features.DEVICE_TABLE) != 0;
    return new SuperBlock(
        compat,
        incompat,
        blockBits,
        u16(sb, 14),
        sb.getLong(16),
        sb.getLong(24),
        sb.getInt(32),
        u32(sb, 36),
        u32(sb, 40),
        hasDevices ? u16(sb, 86) : 0,
        u16(sb, 88),
        volumeName);
  }

  private static void verifyChecksum(ByteBuffer sb, int blockSize, ErrorLog log)
      throws ErrnoException {
    int expected = sb.getInt(4);
    int computed = checksum(sb, blockSize);
    if (computed != expected) {
      log.error(
          "corrupted: super block checksum is %08x, computed %08x".formatted(expected, computed));
      throw Errno.EBADMSG.exception();
    }
  }

  /// The checksum of a super block: CRC-32C without the final inversion, its own field taken as
  /// zero.
  ///
  /// @param sb from the super block to at least the end of its block
  ///
  ///   Kernel: fs/erofs/super.c (erofs_superblock_csum_verify)
  static int checksum(ByteBuffer sb, int blockSize) {
    int length = blockSize > OFFSET ? blockSize - OFFSET : blockSize;
    byte[] bytes = new byte[length];
    sb.get(0, bytes);
    bytes[4] = bytes[5] = bytes[6] = bytes[7] = 0;
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return ~(int) crc.getValue();
  }

  private static String volumeName(ByteBuffer sb, ErrorLog log) throws ErrnoException {
    byte[] name = new byte[NAME_SIZE];
    sb.get(64, name);
    for (int i = 0; i < NAME_SIZE; i++) {
      if (name[i] == 0) {
        return new String(name, 0, i, StandardCharsets.ISO_8859_1);
      }
    }
    log.error("corrupted: the volume name has no end");
    throw Errno.EUCLEAN.exception();
  }

  /// Bytes in a block.
  public int blockSize() {
    return 1 << blockBits;
  }

  /// Whether data may lie in other blobs.
  public boolean hasDeviceTable() {
    return (incompat & Features.DEVICE_TABLE) != 0;
  }

  /// What of a chunk's device id counts: everything below the next power of two.
  int deviceIdMask() {
    return extraDevices == 0 ? 0 : Integer.highestOneBit(extraDevices) * 2 - 1;
  }
}
