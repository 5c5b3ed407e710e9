package org.fscachesim.netfs.erofs.format;

/// A run of a file whose bytes have one origin. It begins at the offset that was asked for.
///
/// Kernel: fs/erofs/internal.h (struct erofs_map_blocks)
public sealed interface Extent {
  /// How many bytes of the file it covers, at least 1.
  long length();

  /// Bytes of a blob.
  ///
  /// @param length up to the end of the last block, which may lie beyond the end of the file
  /// @param deviceId the device that the chunk names, 0 for none: see [DeviceTable#resolve]
  /// @param address first byte there
  record Mapped(long length, int deviceId, long address) implements Extent {}

  /// The inline tail: bytes that follow the inode.
  ///
  /// @param length up to the end of the file
  /// @param address first byte, in the metadata
  record Tail(long length, long address) implements Extent {}

  /// Zeroes.
  record Hole(long length) implements Extent {}
}
