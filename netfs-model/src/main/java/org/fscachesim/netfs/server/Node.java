package org.fscachesim.netfs.server;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.fscachesim.kernel.store.FileType;

/// A file or directory of the server, guarded by the server's lock.
final class Node {
  final long id;
  final FileType type;
  final int permissions;
  final Contents contents = new Contents(new byte[0]);
  final NavigableMap<String, Node> children = new TreeMap<>();
  long mtimeNanos;
  long ctimeNanos;
  long change;

  Node(long id, FileType type, int permissions, long nanos) {
    this.id = id;
    this.type = type;
    this.permissions = permissions;
    this.mtimeNanos = nanos;
    this.ctimeNanos = nanos;
  }

  void changed(long nanos) {
    mtimeNanos = nanos;
    ctimeNanos = nanos;
    change++;
  }

  Attributes attributes() {
    long second = 1_000_000_000L;
    return new Attributes(
        id,
        type.bits() | permissions,
        contents.size(),
        Math.floorDiv(mtimeNanos, second),
        (int) Math.floorMod(mtimeNanos, second),
        Math.floorDiv(ctimeNanos, second),
        (int) Math.floorMod(ctimeNanos, second),
        change);
  }
}
