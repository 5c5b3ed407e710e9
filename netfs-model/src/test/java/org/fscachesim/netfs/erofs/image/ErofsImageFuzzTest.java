package org.fscachesim.netfs.erofs.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fscachesim.netfs.erofs.format.DataLayout;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.FileType;
import org.fscachesim.netfs.erofs.format.ImageBuilder;

/// Whatever the bytes are, an image is read or refused with an errno; nothing else ever happens.
final class ErofsImageFuzzTest {
  private static final byte[] SMALL = small();
  private static final byte[] MULTI = ErofsImageTest.image("multi.img");

  /// A tree with every layout and both inode sizes, in three pages.
  private static byte[] small() {
    byte[] root =
        ImageBuilder.directoryBlock(
            new ImageBuilder.Name(".", 36),
            new ImageBuilder.Name("..", 36),
            new ImageBuilder.Name("chunks", 60),
            new ImageBuilder.Name("dir", 64),
            new ImageBuilder.Name("inline", 70),
            new ImageBuilder.Name("link", 80),
            new ImageBuilder.Name("plain", 127));
    byte[] dir =
        ImageBuilder.directoryBlock(
            new ImageBuilder.Name(".", 64),
            new ImageBuilder.Name("..", 36),
            new ImageBuilder.Name("again", 70));
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

  private static void explore(byte[] bytes) throws IOException {
    try {
      ErofsImage image = ErofsImage.open(Blob.of(bytes), devices(bytes));
      List<DiskInode> found = new ArrayList<>();
      try {
        image.walk(node -> found.add(node.inode()));
      } catch (BadImageException _) {
        // What was found before is still read.
      }
      for (DiskInode inode : found) {
        try {
          image.read(inode, 0, 20_000);
          image.read(inode, Math.max(0, inode.size() - 100), 200);
          if (inode.type() == FileType.SYMLINK) {
            image.readLink(inode);
          }
        } catch (BadImageException _) {
          // Refused, as it may be.
        }
      }
      image.verify();
    } catch (BadImageException _) {
      // Refused, as it may be.
    }
  }

  private static Blob[] devices(byte[] bytes) throws IOException {
    Blob[] devices = new Blob[Math.min(ErofsImage.extraDevices(Blob.of(bytes)), 300)];
    Arrays.fill(devices, Blob.of(new byte[1130496]));
    return devices;
  }

  @Property(tries = 300)
  void anyBytes(@ForAll byte[] bytes, @ForAll @IntRange(max = 9000) int length) throws IOException {
    explore(Arrays.copyOf(bytes, length));
  }

  @Property(tries = 300)
  void anyBytesBehindASoundSuperBlock(@ForAll long seed) throws IOException {
    byte[] bytes = new byte[8192];
    new Random(seed).nextBytes(bytes);
    System.arraycopy(new ImageBuilder(1).build(), 1024, bytes, 1024, 128);
    explore(bytes);
  }

  @Property(tries = 2000)
  void flippedBytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int flips)
      throws IOException {
    Random random = new Random(seed);
    byte[] bytes = (random.nextInt(4) == 0 ? MULTI : SMALL).clone();
    // The checksum would hide all that comes after it.
    bytes[1024 + 8] &= ~1;
    for (int i = 0; i < flips; i++) {
      int at = random.nextInt(3) == 0 ? 1024 + random.nextInt(128) : random.nextInt(bytes.length);
      bytes[at] =
          (byte)
              (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ (1 << random.nextInt(8)));
    }
    explore(bytes);
  }

  @Property(tries = 300)
  void truncatedImages(@ForAll @IntRange(max = 12288) int length) throws IOException {
    explore(Arrays.copyOf(SMALL, length));
  }
}
