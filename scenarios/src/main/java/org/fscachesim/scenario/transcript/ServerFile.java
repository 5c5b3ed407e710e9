package org.fscachesim.scenario.transcript;

import java.util.Optional;

/// A file on the network server before the case begins.
///
/// The server puts the number of a device, which is 1, behind the inode number of its own
/// filesystem to make the identity that clients see; and a client adds 2 to make its inode number
/// of that.
///
/// @param name its name in the server's directory
/// @param qidPath its inode number on the server
/// @param mtimeSeconds when it was last changed, since 1970
/// @param size bytes
public record ServerFile(String name, long qidPath, long mtimeSeconds, long size) {
  /// What a client adds to make an inode number of an identity.
  public static final long INODE_OFFSET = 2;

  private static final int DEVICE_BITS = 1;
  private static final long DEVICE = 1;

  /// The file that a client sees with that inode number; nothing when such a server cannot have it.
  public static Optional<ServerFile> seen(
      String name, long clientInode, long mtimeSeconds, long size) {
    long identity = clientInode - INODE_OFFSET;
    return identity > 0 && (identity & DEVICE) == DEVICE
        ? Optional.of(new ServerFile(name, identity >> DEVICE_BITS, mtimeSeconds, size))
        : Optional.empty();
  }

  /// The identity of the file in the protocol.
  public long identity() {
    return qidPath << DEVICE_BITS | DEVICE;
  }

  /// The difference between the identities of two files of a server, at least.
  public static long step() {
    return 1 << DEVICE_BITS;
  }
}
