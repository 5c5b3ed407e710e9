package org.fscachesim.kernel.store.directory;

import org.fscachesim.kernel.ffi.LibC;

/// A descriptor of the host that several may be using. It is closed when it was dropped and nobody
/// uses it any more: never under somebody's hands. Guarded by the store's lock.
final class Descriptor {
  private final int fd;
  private final boolean writable;
  private int users;
  private boolean dropped;

  Descriptor(int fd, boolean writable) {
    this.fd = fd;
    this.writable = writable;
  }

  int fd() {
    return fd;
  }

  /// Whether the file can be written through it.
  boolean isWritable() {
    return writable;
  }

  Descriptor use() {
    users++;
    return this;
  }

  void unuse() {
    users--;
    closeIfUnused();
  }

  /// Closes it, now or when the last user is done.
  void drop() {
    dropped = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (dropped && users == 0) {
      LibC.close(fd);
    }
  }
}
