package org.fscachesim.netfs.erofs.format;

import java.util.Optional;

/// What an inode is, by the format bits of its mode and by the type byte of directory entries.
///
/// Kernel: include/uapi/linux/stat.h (S_IFMT), include/linux/fs_types.h (FT_REG_FILE ...)
public enum FileType {
  REGULAR(0100000, 1),
  DIRECTORY(0040000, 2),
  CHARACTER_DEVICE(0020000, 3),
  BLOCK_DEVICE(0060000, 4),
  FIFO(0010000, 5),
  SOCKET(0140000, 6),
  SYMLINK(0120000, 7);

  private static final int FORMAT_BITS = 0170000;

  private final int modeBits;
  private final int entryType;

  FileType(int modeBits, int entryType) {
    this.modeBits = modeBits;
    this.entryType = entryType;
  }

  /// The format bits, as `st_mode` has them.
  public int modeBits() {
    return modeBits;
  }

  /// The number in a directory entry, 1..7.
  public int entryType() {
    return entryType;
  }

  /// The type that `mode` says; empty when its format bits mean nothing.
  public static Optional<FileType> ofMode(int mode) {
    for (FileType type : values()) {
      if (type.modeBits == (mode & FORMAT_BITS)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
