package org.fscachesim.netfs.erofs.format;

/// A name in a directory.
///
/// @param name 1..255 bytes
/// @param nid the inode it names
/// @param type the type byte as found, which nothing relies upon
public record DirectoryEntry(String name, long nid, int type) {}
