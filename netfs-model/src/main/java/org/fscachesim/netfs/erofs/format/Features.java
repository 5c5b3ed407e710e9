package org.fscachesim.netfs.erofs.format;

/// Feature bits of the super block.
///
/// Kernel: fs/erofs/erofs_fs.h (EROFS_FEATURE_INCOMPAT_ZERO_PADDING ...)
public final class Features {
  /// Compatible: the super block carries a checksum.
  public static final int COMPAT_SB_CHKSUM = 0x1;

  /// Compatible: inodes carry the modification time.
  public static final int COMPAT_MTIME = 0x2;

  /// Incompatible: compressed data is padded at the front.
  public static final int ZERO_PADDING = 0x1;

  /// Incompatible: algorithm settings follow the super block.
  public static final int COMPR_CFGS = 0x2;

  /// Incompatible: chunk-based files.
  public static final int CHUNKED_FILE = 0x4;

  /// Incompatible: extra devices.
  public static final int DEVICE_TABLE = 0x8;

  /// Incompatible: tails of compressed files behind the inode.
  public static final int ZTAILPACKING = 0x10;

  /// Incompatible: fragments in a packed inode.
  public static final int FRAGMENTS = 0x20;

  /// Incompatible: long prefixes of attribute names.
  public static final int XATTR_PREFIXES = 0x40;

  /// What kernels without [#XATTR_PREFIXES] accept.
  public static final int INCOMPAT_BEFORE_XATTR_PREFIXES =
      ZERO_PADDING | COMPR_CFGS | CHUNKED_FILE | DEVICE_TABLE | ZTAILPACKING | FRAGMENTS;

  /// What later kernels accept.
  public static final int INCOMPAT_ALL = INCOMPAT_BEFORE_XATTR_PREFIXES | XATTR_PREFIXES;

  private Features() {}
}
