package org.fscachesim.netfs.erofs.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.FileType;
import org.fscachesim.netfs.erofs.format.ImageBuilder;

/// Whatever the bytes are, an image is read or refused with an errno; nothing else ever happens.
final class ErofsImageFuzzTest {
  private static final byte[] SMALL = ImageBuilder.everyLayout();
  private static final byte[] MULTI = ErofsImageTest.image("multi.img");

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
