package org.fscachesim.kernel.ffi;

/// One name in a directory of the host.
///
/// @param name its bytes
/// @param ino inode number
/// @param type type bits as in the upper four bits of `st_mode`; 0 where the filesystem does not
///   tell
public record HostDirEntry(String name, long ino, int type) {}
