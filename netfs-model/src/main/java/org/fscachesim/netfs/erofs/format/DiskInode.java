package org.fscachesim.netfs.erofs.format;

/// An inode as the image has it.
///
/// @param nid its number: 32-byte units from the metadata start; also what stat(2) shows
/// @param address its first byte in the primary blob
/// @param headerSize bytes of the inode itself: 32 compact, 64 extended
/// @param xattrSize bytes of attributes that follow
/// @param type what it is
/// @param mode type and permissions, as `st_mode`
/// @param links hard links
/// @param uid owner
/// @param gid group
/// @param mtime seconds since 1970
/// @param mtimeNsec nanoseconds
/// @param size bytes of data, 0..2^63-4096
/// @param layout where the data is
/// @param startBlock first data block, for the flat layouts
/// @param chunkFormat how chunks are described, for the chunk-based layout
///
///   Kernel: fs/erofs/internal.h (struct erofs_inode)
public record DiskInode(
    long nid,
    long address,
    int headerSize,
    int xattrSize,
    FileType type,
    int mode,
    long links,
    long uid,
    long gid,
    long mtime,
    int mtimeNsec,
    long size,
    DataLayout layout,
    long startBlock,
    int chunkFormat) {

  static final int CHUNK_BITS_MASK = 0x1f;
  static final int CHUNK_INDEXES = 0x20;

  /// The first byte after inode and attributes: the inline tail, or (aligned) the chunk array.
  long bodyAddress() {
    return address + headerSize + xattrSize;
  }

  /// Whether this is a directory.
  public boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }
}
