package org.fscachesim.netfs.erofs;

import java.util.Arrays;
import org.fscachesim.netfs.erofs.format.DataLayout;
import org.fscachesim.netfs.erofs.format.ImageBuilder;

/// An image with a file `f` of three chunks: A, a hole, B.
final class Sparse {
  private Sparse() {}

  static byte[] image() {
    byte[] root =
        ImageBuilder.directoryBlock(
            new ImageBuilder.Name(".", 36),
            new ImageBuilder.Name("..", 36),
            new ImageBuilder.Name("f", 60));
    byte[] a = new byte[4096];
    byte[] b = new byte[4096];
    Arrays.fill(a, (byte) 'A');
    Arrays.fill(b, (byte) 'B');
    return new ImageBuilder(3)
        .compact(36, DataLayout.FLAT_INLINE, 040755, root.length, 0xFFFFFFFFL)
        .bytes(37 * 32, root)
        .compact(60, DataLayout.CHUNK_BASED, 0100644, 12288, 0)
        .u32(61 * 32, 1)
        .u32(61 * 32 + 4, 0xFFFFFFFFL)
        .u32(61 * 32 + 8, 2)
        .bytes(4096, a)
        .bytes(8192, b)
        .checksummed()
        .build();
  }
}
