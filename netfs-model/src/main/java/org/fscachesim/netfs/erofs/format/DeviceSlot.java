package org.fscachesim.netfs.erofs.format;

/// One entry of the device table: a blob beside the primary one.
///
/// @param tag its name, without padding; empty when only the mount option knows it
/// @param blocks how long it is
/// @param mappedBlock where its blocks appear among those of the primary blob, 0 for nowhere
///
///   Kernel: fs/erofs/erofs_fs.h (struct erofs_deviceslot)
public record DeviceSlot(String tag, long blocks, long mappedBlock) {
  static final int SIZE = 128;
  static final int TAG_SIZE = 64;
}
