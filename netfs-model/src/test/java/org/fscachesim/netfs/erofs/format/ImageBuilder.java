package org.fscachesim.netfs.erofs.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.kernel.Errno;

/// Writes EROFS images field by field, so that tests can build right ones and wrong ones.
public final class ImageBuilder {
  private final byte[] bytes;
  private final ByteBuffer out;

  /// An image of `blocks` blocks of 4096 bytes with a sound super block whose root is nid 36.
  public ImageBuilder(int blocks) {
    bytes = new byte[blocks * 4096];
    out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(1024, SuperBlock.MAGIC);
    out.put(1024 + 12, (byte) 12);
    out.putShort(1024 + 14, (short) 36);
    out.putLong(1024 + 24, 1_700_000_000L);
    out.putInt(1024 + 36, blocks);
  }

  public ImageBuilder u8(int at, int value) {
    out.put(at, (byte) value);
    return this;
  }

  public ImageBuilder u16(int at, int value) {
    out.putShort(at, (short) value);
    return this;
  }

  public ImageBuilder u32(int at, long value) {
    out.putInt(at, (int) value);
    return this;
  }

  public ImageBuilder u64(int at, long value) {
    out.putLong(at, value);
    return this;
  }

  public ImageBuilder bytes(int at, byte[] value) {
    out.put(at, value);
    return this;
  }

  public ImageBuilder incompat(int features) {
    return u32(1024 + 80, features);
  }

  /// Sets the checksum feature and the checksum; call it last.
  public ImageBuilder checksummed() {
    u32(1024 + 8, Features.COMPAT_SB_CHKSUM);
    int blockSize = 1 << bytes[1024 + 12];
    return u32(1024 + 4, SuperBlock.checksum(out.slice(1024, bytes.length - 1024), blockSize));
  }

  /// A compact inode at `nid`, 32 bytes.
  public ImageBuilder compact(int nid, DataLayout layout, int mode, long size, long u) {
    int at = nid * 32;
    u16(at, layout.number() << 1).u16(at + 4, mode).u16(at + 6, 1);
    return u32(at + 8, size).u32(at + 16, u);
  }

  /// An extended inode at `nid`, 64 bytes.
  public ImageBuilder extended(int nid, DataLayout layout, int mode, long size, long u) {
    int at = nid * 32;
    u16(at, (layout.number() << 1) | 1).u16(at + 4, mode).u64(at + 8, size).u32(at + 16, u);
    return u32(at + 24, 1000).u32(at + 28, 100).u64(at + 32, 1234).u32(at + 40, 5).u32(at + 44, 2);
  }

  /// Device slot `i` of a table that begins at slot `first`.
  public ImageBuilder device(int first, int i, String tag, long blocks, long mapped) {
    int at = (first + i) * 128;
    bytes(at, tag.getBytes(StandardCharsets.ISO_8859_1));
    return u32(at + 64, blocks).u32(at + 68, mapped);
  }

  /// One name of a directory.
  public record Name(String name, long nid) {}

  /// A directory block without padding: entries, then names.
  public static byte[] directoryBlock(Name... names) {
    int size = names.length * 12;
    for (Name n : names) {
      size += n.name().length();
    }
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    int nameAt = names.length * 12;
    for (int i = 0; i < names.length; i++) {
      b.putLong(i * 12, names[i].nid());
      b.putShort(i * 12 + 8, (short) nameAt);
      b.put(i * 12 + 10, (byte) 1);
      b.put(nameAt, names[i].name().getBytes(StandardCharsets.ISO_8859_1));
      nameAt += names[i].name().length();
    }
    return b.array();
  }

  /// The whole blocks, but for the last, of a sorted directory with `perBlock` names in each.
  public static List<byte[]> directory(int perBlock, List<Name> sorted) {
    List<byte[]> blocks = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i += perBlock) {
      int end = Math.min(i + perBlock, sorted.size());
      byte[] block = directoryBlock(sorted.subList(i, end).toArray(Name[]::new));
      blocks.add(end < sorted.size() ? Arrays.copyOf(block, 4096) : block);
    }
    return blocks;
  }

  /// A tree with every layout and both inode sizes, in three pages.
  public static byte[] everyLayout() {
    byte[] root =
        directoryBlock(
            new Name(".", 36),
            new Name("..", 36),
            new Name("chunks", 60),
            new Name("dir", 64),
            new Name("inline", 70),
            new Name("link", 80),
            new Name("plain", 127));
    byte[] dir = directoryBlock(new Name(".", 64), new Name("..", 36), new Name("again", 70));
    return new ImageBuilder(3)
        .compact(36, DataLayout.FLAT_INLINE, 040755, root.length, 0xFFFFFFFFL)
        .bytes(37 * 32, root)
        .compact(60, DataLayout.CHUNK_BASED, 0100644, 12000, 0)
        .u32(61 * 32, 2)
        .u32(61 * 32 + 4, 0xFFFFFFFFL)
        .u32(61 * 32 + 8, 1)
        .compact(64, DataLayout.FLAT_PLAIN, 040755, dir.length, 2)
        .bytes(8192, dir)
        .extended(70, DataLayout.FLAT_INLINE, 0100644, 4100, 1)
        .compact(80, DataLayout.FLAT_INLINE, 0120777, 5, 0)
        .bytes(81 * 32, new byte[] {'p', 'l', 'a', 'i', 'n'})
        .extended(127, DataLayout.FLAT_PLAIN, 0100644, 4096, 1)
        .build();
  }

  public byte[] build() {
    return bytes.clone();
  }

  /// The pages of `image`, each access appended to `accesses`.
  public static PageSource pages(byte[] image, List<Long> accesses) {
    return offset -> {
      accesses.add(offset);
      if (offset >= image.length) {
        throw Errno.EIO.exception();
      }
      byte[] page = Arrays.copyOfRange(image, (int) offset, (int) offset + 4096);
      return ByteBuffer.wrap(page).asReadOnlyBuffer();
    };
  }
}
