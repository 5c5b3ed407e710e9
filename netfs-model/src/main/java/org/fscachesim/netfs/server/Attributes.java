package org.fscachesim.netfs.server;

/// What the server tells of a file.
///
/// @param id what identifies it for ever
/// @param mode permission bits, with type bits
/// @param size bytes
/// @param mtimeSeconds when its data was last changed, since 1970
/// @param mtimeNanos nanoseconds of that second
/// @param ctimeSeconds when anything of it was last changed, since 1970
/// @param ctimeNanos nanoseconds of that second
/// @param change grows with every change
public record Attributes(
    long id,
    int mode,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    long ctimeSeconds,
    int ctimeNanos,
    long change) {}
