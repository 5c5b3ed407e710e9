package org.fscachesim.kernel.store;

/// The attributes of an inode at one moment.
///
/// @param ino number of the inode
/// @param type what it is
/// @param mode permission bits only, 0 to 07777
/// @param nlink names that lead to it; 0 for a tmpfile that was never linked and for removed files
/// @param size bytes; of a symlink, the length of the target
/// @param blocks512 allocated space in units of 512 bytes, holes not counted
/// @param atimeNanos last access, nanoseconds of the store's clock (since the epoch on a host)
/// @param mtimeNanos last change of the contents
/// @param ctimeNanos last change of contents or attributes
public record Stat(
    long ino,
    FileType type,
    int mode,
    int nlink,
    long size,
    long blocks512,
    long atimeNanos,
    long mtimeNanos,
    long ctimeNanos) {}
