package org.fscachesim.netfs.erofs.format;

import java.util.Arrays;
import java.util.Optional;

/// Where the bytes of an inode lie.
///
/// Kernel: fs/erofs/erofs_fs.h (EROFS_INODE_FLAT_PLAIN ...)
public enum DataLayout {
  /// Whole blocks, one after the other.
  FLAT_PLAIN(0),
  /// Compressed, with a full index.
  COMPRESSED_FULL(1),
  /// Whole blocks but for the last, which follows the inode.
  FLAT_INLINE(2),
  /// Compressed, with a compact index.
  COMPRESSED_COMPACT(3),
  /// Chunks of a fixed size, each with an address of its own.
  CHUNK_BASED(4);

  private final int number;

  DataLayout(int number) {
    this.number = number;
  }

  /// As bits 1..3 of an inode's format have it.
  public int number() {
    return number;
  }

  /// The layout with that number, if there is one.
  static Optional<DataLayout> ofNumber(int number) {
    return Arrays.stream(values()).filter(layout -> layout.number == number).findFirst();
  }

  /// Whether reading it takes a decompressor.
  public boolean isCompressed() {
    return this == COMPRESSED_FULL || this == COMPRESSED_COMPACT;
  }
}
