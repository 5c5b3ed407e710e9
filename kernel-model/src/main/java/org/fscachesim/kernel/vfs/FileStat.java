package org.fscachesim.kernel.vfs;

/// What fstat(2) tells.
///
/// @param mode permission bits, with type bits where the file has a type
/// @param size bytes
/// @param blocks512 units of 512 bytes
/// @param inode inode number, 0 where nobody can tell files apart by it
public record FileStat(int mode, long size, long blocks512, long inode) {
  /// A file whose inode number means nothing.
  public FileStat(int mode, long size, long blocks512) {
    this(mode, size, blocks512, 0);
  }
}
