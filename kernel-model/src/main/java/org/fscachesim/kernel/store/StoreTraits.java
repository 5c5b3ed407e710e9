package org.fscachesim.kernel.store;

/// What a filesystem is and can do: the answers to the questions that bind asks, and the numbers
/// that direct I/O depends on. Fixed for the life of the store.
///
/// @param fsType name of the filesystem type, e.g. `ext4`, `tmpfs`, `proc`
/// @param blockSize bytes of one filesystem block, at most 65536: the granularity of data and holes
/// @param dioAlignment what offset and length of direct I/O must be multiples of, in bytes
/// @param dioFallback whether a misaligned direct access is silently done buffered (as btrfs does)
///   instead of failing with EINVAL
/// @param maxFileSize largest size of a file, in bytes
/// @param supportsDirectories whether directories can be changed: mkdir, create, rename, rmdir,
///   unlink
/// @param supportsTmpfile whether a directory can hold files without a name (O_TMPFILE)
/// @param supportsXattr whether inodes carry extended attributes
/// @param supportsSync whether the superblock has sync_fs; tmpfs has none
/// @param supportsDirectIo whether files can be opened with O_DIRECT
/// @param exactModes whether all permission bits are kept as given. False for a directory of the
///   host in the hands of an ordinary user, who could not open his own file of mode 0: there the
///   owner's bits are added
public record StoreTraits(
    String fsType,
    int blockSize,
    int dioAlignment,
    boolean dioFallback,
    long maxFileSize,
    boolean supportsDirectories,
    boolean supportsTmpfile,
    boolean supportsXattr,
    boolean supportsSync,
    boolean supportsDirectIo,
    boolean exactModes) {

  /// The longest file that ext4 with blocks of 4096 bytes can hold: 2^32 - 1 blocks.
  public static final long EXT4_MAX_FILE_SIZE = 0xfff_ffff_f000L;

  /// The longest file at all: what 63 bits can count in whole blocks.
  public static final long MAX_FILE_SIZE = Long.MAX_VALUE & -65536;

  /// Longest name in a directory, in bytes.
  public static final int NAME_MAX = 255;

  /// ext4 with 4096-byte blocks on a disk with 512-byte sectors: what a cache usually lives on.
  public static final StoreTraits EXT4 =
      new StoreTraits(
          "ext4", 4096, 512, false, EXT4_MAX_FILE_SIZE, true, true, true, true, true, true);

  /// tmpfs: has everything but sync_fs and, until Linux 6.6, direct I/O and user xattrs.
  public static final StoreTraits TMPFS =
      new StoreTraits(
          "tmpfs", 4096, 512, false, MAX_FILE_SIZE, true, true, false, false, false, true);

  /// proc: a filesystem that can hold nothing.
  public static final StoreTraits PROC =
      new StoreTraits(
          "proc", 1024, 512, false, MAX_FILE_SIZE, false, false, false, false, false, true);

  public StoreTraits {
    if (fsType.isEmpty()) {
      throw new IllegalArgumentException("fsType must not be empty");
    }
    checkPowerOfTwo("blockSize", blockSize);
    if (blockSize > 65536) {
      throw new IllegalArgumentException(
          "blockSize (" + blockSize + ") must be at most 65536 bytes");
    }
    checkPowerOfTwo("dioAlignment", dioAlignment);
    if (maxFileSize < blockSize || maxFileSize > MAX_FILE_SIZE) {
      throw new IllegalArgumentException(
          "maxFileSize (%d) must be from one block (%d) to %d bytes"
              .formatted(maxFileSize, blockSize, MAX_FILE_SIZE));
    }
  }

  private static void checkPowerOfTwo(String name, int value) {
    if (Integer.bitCount(value) != 1 || value <= 0) {
      throw new IllegalArgumentException(name + " (" + value + ") must be a power of two");
    }
  }

  /// The same, but for the filesystem type's name.
  public StoreTraits withFsType(String name) {
    return new StoreTraits(
        name,
        blockSize,
        dioAlignment,
        dioFallback,
        maxFileSize,
        supportsDirectories,
        supportsTmpfile,
        supportsXattr,
        supportsSync,
        supportsDirectIo,
        exactModes);
  }

  /// The same with another block size, in bytes: a power of two.
  public StoreTraits withBlockSize(int bytes) {
    return new StoreTraits(
        fsType,
        bytes,
        dioAlignment,
        dioFallback,
        maxFileSize,
        supportsDirectories,
        supportsTmpfile,
        supportsXattr,
        supportsSync,
        supportsDirectIo,
        exactModes);
  }

  /// The same with another rule for direct I/O: the alignment in bytes, a power of two, and what
  /// becomes of an access that misses it.
  public StoreTraits withDirectIo(int alignment, boolean fallback) {
    return new StoreTraits(
        fsType,
        blockSize,
        alignment,
        fallback,
        maxFileSize,
        supportsDirectories,
        supportsTmpfile,
        supportsXattr,
        supportsSync,
        true,
        exactModes);
  }

  /// The same, with files that can not be opened for direct I/O.
  public StoreTraits withoutDirectIo() {
    return new StoreTraits(
        fsType,
        blockSize,
        dioAlignment,
        dioFallback,
        maxFileSize,
        supportsDirectories,
        supportsTmpfile,
        supportsXattr,
        supportsSync,
        false,
        exactModes);
  }

  /// The same, with or without extended attributes.
  public StoreTraits withXattr(boolean supported) {
    return new StoreTraits(
        fsType,
        blockSize,
        dioAlignment,
        dioFallback,
        maxFileSize,
        supportsDirectories,
        supportsTmpfile,
        supported,
        supportsSync,
        supportsDirectIo,
        exactModes);
  }

  /// The same, with or without files that have no name.
  public StoreTraits withTmpfile(boolean supported) {
    return new StoreTraits(
        fsType,
        blockSize,
        dioAlignment,
        dioFallback,
        maxFileSize,
        supportsDirectories,
        supported,
        supportsXattr,
        supportsSync,
        supportsDirectIo,
        exactModes);
  }
}
