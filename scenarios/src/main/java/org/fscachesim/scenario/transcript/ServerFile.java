package org.fscachesim.scenario.transcript;

/// A file on the network server before the case begins.
///
/// @param name its name in the server's directory
/// @param qidPath what identifies it, in the server's protocol
/// @param mtimeSeconds when it was last changed, since 1970
/// @param size bytes
public record ServerFile(String name, long qidPath, long mtimeSeconds, long size) {}
