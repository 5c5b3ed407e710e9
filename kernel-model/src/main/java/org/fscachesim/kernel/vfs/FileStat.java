package org.fscachesim.kernel.vfs;

/// What fstat(2) tells.
///
/// @param mode permission bits, with type bits where the file has a type
/// @param size bytes
/// @param blocks512 units of 512 bytes
public record FileStat(int mode, long size, long blocks512) {}
