package org.fscachesim.kernel.store.directory;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.jspecify.annotations.Nullable;

/// Finds or opens a descriptor for an inode: the pinned one, one that is kept from the last time,
/// or a new one from the inode's place. What is found there must be the same inode still; ESTALE
/// else. Guarded by the store's lock.
final class Descriptors {
  private static final int MOST = 256;
  private static final int FEWEST = 8;

  private final Object lock;
  private final InodeTable inodes;
  private final DescriptorCache cache;
  private boolean closed;

  /// @param capacity how many to keep; 0 for a quarter of what the process may have, 256 at most
  Descriptors(Object lock, InodeTable inodes, int capacity) throws ErrnoException {
    this.lock = lock;
    this.inodes = inodes;
    this.cache =
        new DescriptorCache(
            capacity > 0 ? capacity : Math.clamp(LibC.maxDescriptors() / 4, FEWEST, MOST));
  }

  /// A descriptor of the inode: readable and, where the host lets us, writable for files; readable
  /// for directories; good for nothing but its identity (O_PATH) for others.
  DescriptorLease lease(HostInode inode) throws ErrnoException {
    return new DescriptorLease(lock, use(inode));
  }

  /// A descriptor of the directory in which the inode has its place.
  DescriptorLease leaseParent(HostInode inode) throws ErrnoException {
    @Nullable HostInode parent = inode.parent();
    if (parent == null) {
      throw Errno.ESTALE.exception();
    }
    return lease(parent);
  }

  /// The attributes of the inode, if possible without opening it.
  HostStat stat(HostInode inode) throws ErrnoException {
    @Nullable Descriptor open = openAlready(inode);
    if (open != null) {
      return LibC.stat(open.fd());
    }
    try (DescriptorLease parent = leaseParent(inode)) {
      return checkSame(inode, LibC.statAt(parent.fd(), placeName(inode)));
    } catch (ErrnoException e) {
      throw notThere(e);
    }
  }

  /// Makes the inode independent of its place.
  void pin(HostInode inode) throws ErrnoException {
    if (inodes.pinned(inode) == null) {
      @Nullable Descriptor cached = cache.take(inode);
      inodes.pin(inode, cached == null ? open(inode) : cached);
    }
  }

  /// Makes an inode that has a place again give up its own descriptor.
  void unpin(HostInode inode) {
    @Nullable Descriptor pinned = inodes.takePinned(inode);
    if (pinned == null) {
      return;
    }
    if (isWorthKeeping(inode)) {
      cache.put(inode, pinned);
    } else {
      pinned.drop();
    }
  }

  /// Keeps no descriptor for the inode.
  void forget(HostInode inode) {
    @Nullable Descriptor cached = cache.take(inode);
    if (cached != null) {
      cached.drop();
    }
  }

  /// Keeps nothing, for ever.
  void dropAll() {
    cache.shrink(0);
    closed = true;
  }

  private static boolean isWorthKeeping(HostInode inode) {
    return inode.isDirectory() || inode.isHeld();
  }

  private @Nullable Descriptor openAlready(HostInode inode) {
    if (closed) {
      throw new IllegalStateException(inode + " is used after its store was closed");
    }
    @Nullable Descriptor pinned = inodes.pinned(inode);
    return pinned == null ? cache.get(inode) : pinned;
  }

  private Descriptor use(HostInode inode) throws ErrnoException {
    @Nullable Descriptor known = openAlready(inode);
    if (known != null) {
      return known.use();
    }
    Descriptor opened = open(inode).use();
    if (isWorthKeeping(inode)) {
      cache.put(inode, opened);
    } else {
      opened.drop();
    }
    return opened;
  }

  private Descriptor open(HostInode inode) throws ErrnoException {
    try (DescriptorLease parent = leaseParent(inode)) {
      Descriptor opened = openAt(parent.fd(), inode);
      try {
        checkSame(inode, LibC.stat(opened.fd()));
        return opened;
      } catch (ErrnoException e) {
        opened.drop();
        throw e;
      }
    } catch (ErrnoException e) {
      throw notThere(e);
    }
  }

  private Descriptor openAt(int dir, HostInode inode) throws ErrnoException {
    return switch (inode.type()) {
      case DIRECTORY ->
          new Descriptor(openAt(dir, inode, HostFlags.O_RDONLY | HostFlags.O_DIRECTORY), false);
      case REGULAR -> {
        try {
          yield new Descriptor(openAt(dir, inode, HostFlags.O_RDWR), true);
        } catch (ErrnoException e) {
          yield switch (e.errno()) {
            case EACCES, EPERM, EROFS, ETXTBSY ->
                new Descriptor(openAt(dir, inode, HostFlags.O_RDONLY), false);
            default -> throw e;
          };
        }
      }
      case SYMLINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET ->
          new Descriptor(openAt(dir, inode, HostFlags.O_PATH), false);
    };
  }

  private int openAt(int dir, HostInode inode, int access) throws ErrnoException {
    // Not to block on a fifo that somebody put into the place of the file.
    int flags = access | HostFlags.O_NOFOLLOW | HostFlags.O_NONBLOCK;
    try {
      return LibC.openat(dir, placeName(inode), flags, 0);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EMFILE && e.errno() != Errno.ENFILE) {
        throw e;
      }
      cache.shrink(0);
      return LibC.openat(dir, placeName(inode), flags, 0);
    }
  }

  private static String placeName(HostInode inode) throws ErrnoException {
    @Nullable String name = inode.name();
    if (name == null) {
      throw Errno.ESTALE.exception();
    }
    return name;
  }

  private static HostStat checkSame(HostInode inode, HostStat found) throws ErrnoException {
    if (!HostInode.Key.of(found).equals(inode.key())) {
      throw Errno.ESTALE.exception();
    }
    return found;
  }

  /// Something else, or nothing, in the place of an inode means that the inode has been taken away.
  private static ErrnoException notThere(ErrnoException e) {
    return switch (e.errno()) {
      case ENOENT, ENOTDIR, ELOOP, EISDIR, ENXIO -> Errno.ESTALE.exception();
      default -> e;
    };
  }
}
