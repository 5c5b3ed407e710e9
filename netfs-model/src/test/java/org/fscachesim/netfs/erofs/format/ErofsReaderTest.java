package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;

final class ErofsReaderTest {
  private static final int REG = 0100644;
  private static final int LNK = 0120777;

  private final List<Long> accesses = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  private ErofsReader reader(ImageBuilder image) throws ErrnoException {
    PageSource pages = ImageBuilder.pages(image.build(), accesses);
    ErofsReader reader =
        new ErofsReader(SuperBlock.read(pages, Features.INCOMPAT_ALL, log::add), pages, log::add);
    accesses.clear();
    return reader;
  }

  @Test
  void aCompactInodeTakesItsTimeFromTheSuperBlock() throws ErrnoException {
    ImageBuilder image = new ImageBuilder(2).compact(130, DataLayout.FLAT_PLAIN, REG, 5000, 7);
    DiskInode inode = reader(image).inode(130);
    assertEquals(FileType.REGULAR, inode.type());
    assertEquals(5000, inode.size());
    assertEquals(7, inode.startBlock());
    assertEquals(1_700_000_000L, inode.mtime());
    assertEquals(32, inode.headerSize());
    assertEquals(List.of(4096L), accesses);
  }

  @Test
  void anExtendedInodeHasItsOwnFields() throws ErrnoException {
    ImageBuilder image = new ImageBuilder(2).extended(40, DataLayout.FLAT_PLAIN, REG, 1L << 40, 9);
    DiskInode inode = reader(image).inode(40);
    assertEquals(1L << 40, inode.size());
    assertEquals(1000, inode.uid());
    assertEquals(100, inode.gid());
    assertEquals(2, inode.links());
    assertEquals(1234, inode.mtime());
    assertEquals(5, inode.mtimeNsec());
    assertEquals(List.of(0L), new ArrayList<>(new LinkedHashSet<>(accesses)));
  }

  @Test
  void anExtendedInodeMayStraddleTwoBlocks() throws ErrnoException {
    ImageBuilder image = new ImageBuilder(2).extended(127, DataLayout.FLAT_PLAIN, REG, 77, 9);
    DiskInode inode = reader(image).inode(127);
    assertEquals(77, inode.size());
    assertEquals(1000, inode.gid() * 10);
    assertEquals(1234, inode.mtime());
    assertTrue(accesses.contains(4096L));
  }

  @Test
  void inodeNumbersBeginAtTheMetadataBlock() throws ErrnoException {
    ImageBuilder image =
        new ImageBuilder(3).u32(1024 + 40, 2).compact(256 + 3, DataLayout.FLAT_PLAIN, REG, 1, 0);
    assertEquals(1, reader(image).inode(3).size());
    assertEquals(List.of(8192L), accesses);
  }

  @Test
  void unknownFormatsAreNotSupported() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(1)
                .compact(40, DataLayout.FLAT_PLAIN, REG, 1, 0)
                .u16(40 * 32, 0x10)
                .u16(41 * 32, 5 << 1)
                .compact(42, DataLayout.COMPRESSED_FULL, REG, 1, 0)
                .compact(43, DataLayout.COMPRESSED_COMPACT, REG, 1, 0)
                .compact(44, DataLayout.CHUNK_BASED, REG, 1, 0x40));
    for (int nid = 40; nid <= 44; nid++) {
      int n = nid;
      assertFails(Errno.EOPNOTSUPP, () -> reader.inode(n));
    }
    assertEquals(5, log.size());
    assertTrue(log.get(2).contains("compressed"));
  }

  @Test
  void nonsenseInInodesIsCorruption() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(1)
                .compact(40, DataLayout.FLAT_PLAIN, 0644, 1, 0)
                .extended(42, DataLayout.FLAT_PLAIN, REG, -1, 0)
                .extended(44, DataLayout.FLAT_PLAIN, REG, Long.MAX_VALUE, 0));
    assertFails(Errno.EUCLEAN, () -> reader.inode(40));
    assertFails(Errno.EUCLEAN, () -> reader.inode(42));
    assertFails(Errno.EUCLEAN, () -> reader.inode(44));
    assertFails(Errno.EUCLEAN, () -> reader.inode(-1));
    assertFails(Errno.EUCLEAN, () -> reader.inode(1L << 57));
    assertEquals(5, log.size());
  }

  @Test
  void flatPlainIsOneExtentToTheEndOfTheLastBlock() throws ErrnoException {
    ErofsReader reader =
        reader(new ImageBuilder(1).compact(40, DataLayout.FLAT_PLAIN, REG, 10000, 1));
    DiskInode inode = reader.inode(40);
    assertEquals(new Extent.Mapped(12288, 0, 4096), reader.map(inode, 0));
    assertEquals(new Extent.Mapped(4096, 0, 12288), reader.map(inode, 8192));
    assertTrue(reader.map(inode, 10000) instanceof Extent.Hole);
  }

  @Test
  void flatInlineHasItsLastBlockBehindTheInode() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(2)
                .compact(40, DataLayout.FLAT_INLINE, REG, 8292, 22)
                .u16(40 * 32 + 2, 3));
    DiskInode inode = reader.inode(40);
    assertEquals(20, inode.xattrSize());
    assertEquals(new Extent.Mapped(8192, 0, 22 * 4096), reader.map(inode, 0));
    assertEquals(new Extent.Tail(100, 40 * 32 + 32 + 20), reader.map(inode, 8192));
    assertEquals(new Extent.Tail(90, 40 * 32 + 32 + 20 + 10), reader.map(inode, 8202));
  }

  @Test
  void aFullInlineBlockIsATailToo() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(3)
                .u32(1024 + 40, 1)
                .extended(127 + 127, DataLayout.FLAT_INLINE, REG, 4000, 0xFFFFFFFFL));
    DiskInode inode = reader.inode(126);
    assertEquals(new Extent.Tail(4000, 8192), reader.map(inode, 0));
  }

  @Test
  void inlineDataAcrossABlockIsCorruption() throws ErrnoException {
    ErofsReader reader =
        reader(new ImageBuilder(1).compact(100, DataLayout.FLAT_INLINE, REG, 865, 0));
    DiskInode inode = reader.inode(100);
    assertFails(Errno.EUCLEAN, () -> reader.map(inode, 0));
    ErofsReader fits =
        reader(new ImageBuilder(1).compact(100, DataLayout.FLAT_INLINE, REG, 864, 0));
    assertEquals(new Extent.Tail(864, 3232), fits.map(fits.inode(100), 0));
  }

  @Test
  void chunksHaveAnAddressEachAndHolesHaveNone() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(1)
                .compact(40, DataLayout.CHUNK_BASED, REG, 40000, 2)
                .u32(41 * 32, 5)
                .u32(41 * 32 + 4, 0xFFFFFFFFL)
                .u32(41 * 32 + 8, 9));
    DiskInode inode = reader.inode(40);
    accesses.clear();
    assertEquals(new Extent.Mapped(16384, 0, 5 * 4096), reader.map(inode, 0));
    assertEquals(new Extent.Mapped(8192, 0, 7 * 4096), reader.map(inode, 8192));
    assertEquals(new Extent.Hole(16384), reader.map(inode, 16384));
    assertEquals(new Extent.Mapped(8192, 0, 9 * 4096), reader.map(inode, 32768));
    assertEquals(List.of(0L, 0L, 0L, 0L), accesses);
  }

  @Test
  void chunkIndexesNameADeviceAndAreAligned() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(1)
                .incompat(Features.DEVICE_TABLE | Features.CHUNKED_FILE)
                .u16(1024 + 86, 2)
                .compact(40, DataLayout.CHUNK_BASED, REG, 8192, 0x20)
                .u16(40 * 32 + 2, 1)
                .u16(41 * 32 + 16 + 2, 2)
                .u32(41 * 32 + 16 + 4, 5)
                .u16(41 * 32 + 24 + 2, 0xFFFD)
                .u32(41 * 32 + 24 + 4, 6));
    DiskInode inode = reader.inode(40);
    assertEquals(new Extent.Mapped(4096, 2, 5 * 4096), reader.map(inode, 0));
    assertEquals(new Extent.Mapped(4096, 1, 6 * 4096), reader.map(inode, 4096));
  }

  @Test
  void inlineTargetsComeWithTheInode() throws ErrnoException {
    byte[] target = "hello.txt".getBytes(StandardCharsets.US_ASCII);
    ErofsReader reader =
        reader(
            new ImageBuilder(1)
                .compact(40, DataLayout.FLAT_INLINE, LNK, 9, 0)
                .bytes(41 * 32, target)
                .compact(50, DataLayout.FLAT_PLAIN, LNK, 9, 1)
                .compact(60, DataLayout.FLAT_INLINE, LNK, 4096, 1)
                .compact(126, DataLayout.FLAT_INLINE, LNK, 50, 1));
    assertArrayEquals(target, reader.inlineTarget(reader.inode(40)));
    assertNull(reader.inlineTarget(reader.inode(50)));
    assertNull(reader.inlineTarget(reader.inode(60)));
    assertFails(Errno.EUCLEAN, () -> reader.inlineTarget(reader.inode(126)));
  }

  @Test
  void deviceSlotsMayLieInALaterPage() throws ErrnoException {
    ErofsReader reader =
        reader(
            new ImageBuilder(2)
                .incompat(Features.DEVICE_TABLE)
                .u16(1024 + 86, 2)
                .u16(1024 + 88, 31)
                .device(31, 0, "blob-a", 10, 0)
                .device(31, 1, "b".repeat(64), 20, 300));
    assertEquals(new DeviceSlot("blob-a", 10, 0), reader.deviceSlot(0));
    assertEquals(new DeviceSlot("b".repeat(64), 20, 300), reader.deviceSlot(1));
    assertEquals(List.of(0L, 4096L), accesses);
  }
}
