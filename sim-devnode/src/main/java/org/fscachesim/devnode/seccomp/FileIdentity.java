package org.fscachesim.devnode.seccomp;

/// What tells a file of this host from all others that there are at the same time.
///
/// Kernel: include/uapi/asm-generic/stat.h (st_dev, st_ino)
public record FileIdentity(long device, long inode) {}
