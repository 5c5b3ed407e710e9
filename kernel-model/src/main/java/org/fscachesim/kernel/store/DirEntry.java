package org.fscachesim.kernel.store;

/// One name in a directory: the name, the inode's number and its type at the time of reading.
public record DirEntry(String name, long ino, FileType type) {}
