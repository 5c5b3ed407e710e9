package org.fscachesim.kernel.store;

/// What an inode is, with the bits that stat(2) shows for it in `st_mode`.
///
/// Kernel: include/uapi/linux/stat.h (S_IFMT)
public enum FileType {
  FIFO(0x1000),
  CHARACTER_DEVICE(0x2000),
  DIRECTORY(0x4000),
  BLOCK_DEVICE(0x6000),
  REGULAR(0x8000),
  SYMLINK(0xa000),
  SOCKET(0xc000);

  private static final int MASK = 0xf000;

  private final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  /// The type's bits of `st_mode`, without permissions.
  public int bits() {
    return bits;
  }

  /// The type that a whole `st_mode` names; unknown bits are an [IllegalArgumentException].
  public static FileType ofMode(int mode) {
    for (FileType type : values()) {
      if (type.bits == (mode & MASK)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no file type has the mode 0" + Integer.toOctalString(mode));
  }
}
