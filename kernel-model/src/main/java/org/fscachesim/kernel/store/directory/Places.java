package org.fscachesim.kernel.store.directory;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.FileType;
import org.jspecify.annotations.Nullable;

/// Keeps track of where inodes are, while names come and go, and of what becomes of an inode whose
/// last name has gone. Guarded by the store's lock.
final class Places {
  private final InodeTable inodes;
  private final Descriptors descriptors;
  private final HostSpace space;
  private final HostInode root;

  Places(
      InodeTable inodes,
      Descriptors descriptors,
      HostSpace space,
      HostStat rootStat,
      Descriptor rootDescriptor) {
    this.inodes = inodes;
    this.descriptors = descriptors;
    this.space = space;
    this.root = inodes.get(HostInode.Key.of(rootStat), FileType.DIRECTORY);
    inodes.pin(root, rootDescriptor);
  }

  HostInode root() {
    return root;
  }

  static FileType typeOf(HostStat stat) {
    return FileType.ofMode(stat.mode());
  }

  /// The object for what a lookup found.
  HostInode found(HostInode parent, String name, HostStat stat) throws ErrnoException {
    if (stat.dev() != root.key().dev()) {
      throw Errno.EXDEV.exception();
    }
    HostInode inode = inodes.get(HostInode.Key.of(stat), typeOf(stat));
    placed(inode, parent, name);
    return inode;
  }

  /// The object for a file that was just made.
  HostInode created(HostInode parent, String name, HostStat stat) throws ErrnoException {
    forgetFormer(stat);
    return found(parent, name, stat);
  }

  /// The object for a tmpfile that was just made.
  HostInode createdWithoutName(HostStat stat, Descriptor descriptor) {
    forgetFormer(stat);
    HostInode inode = inodes.get(HostInode.Key.of(stat), typeOf(stat));
    inodes.pin(inode, descriptor);
    return inode;
  }

  /// A new file may have the number of one that was removed from outside, and be born in the same
  /// tick of the host's clock.
  private void forgetFormer(HostStat stat) {
    @Nullable HostInode former = find(stat);
    if (former != null) {
      former.setGone();
      descriptors.forget(former);
      inodes.remove(former);
    }
  }

  /// The object for an inode, if somebody references it.
  @Nullable HostInode find(HostStat stat) {
    return inodes.find(HostInode.Key.of(stat));
  }

  /// An inode has been seen there, or was put there.
  void placed(HostInode inode, HostInode parent, String name) {
    inode.setPlace(parent, name);
    descriptors.unpin(inode);
  }

  /// Makes sure that an inode which somebody works with survives the loss of that name.
  @Nullable HostInode keepWithoutName(HostInode parent, String name, HostStat stat)
      throws ErrnoException {
    @Nullable HostInode known = find(stat);
    if (known == null || !known.isHeld()) {
      return known;
    }
    try {
      descriptors.pin(known);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ESTALE) {
        throw e;
      }
      known.setPlace(parent, name);
      descriptors.pin(known);
    }
    return known;
  }

  /// A name has gone; `before` are the attributes that its inode had with it.
  void nameGone(@Nullable HostInode known, HostInode parent, String name, HostStat before) {
    boolean last = typeOf(before) == FileType.DIRECTORY || before.nlink() <= 1;
    if (known == null) {
      if (last) {
        space.account(-before.blocks512(), -1);
      }
      return;
    }
    if (last || known.isAt(parent, name)) {
      known.clearPlace();
    }
    if (last && !known.isHeld()) {
      gone(known, before);
    }
  }

  void opened(HostInode file) {
    file.addOpen();
    inodes.hold(file);
  }

  void closed(HostInode file) {
    file.removeOpen();
    heldChanged(file);
  }

  /// Somebody began or ended to work with an inode. Of a file that nobody works with no descriptor
  /// is kept; it vanishes with that when it has no name.
  void heldChanged(HostInode inode) {
    inodes.hold(inode);
    if (inode.isHeld() || inode.isGone() || inode == root) {
      return;
    }
    if (inode.parent() != null) {
      descriptors.unpin(inode);
      if (!inode.isDirectory()) {
        descriptors.forget(inode);
      }
      return;
    }
    @Nullable Descriptor pinned = inodes.pinned(inode);
    if (pinned != null) {
      releaseWithoutName(inode, pinned);
    }
  }

  private void releaseWithoutName(HostInode inode, Descriptor pinned) {
    try {
      HostStat stat = LibC.stat(pinned.fd());
      if (stat.nlink() == 0 || inode.isDirectory()) {
        gone(inode, stat);
      }
    } catch (ErrnoException e) {
      inode.setGone();
    }
    inodes.unpin(inode);
  }

  /// What files without a name take.
  HostUsage nameless() throws ErrnoException {
    HostUsage sum = HostUsage.NONE;
    for (Descriptor descriptor : inodes.pinned()) {
      HostStat stat = LibC.stat(descriptor.fd());
      if (stat.nlink() == 0) {
        sum = sum.plus(new HostUsage(stat.blocks512(), 1));
      }
    }
    return sum;
  }

  private void gone(HostInode inode, HostStat last) {
    space.account(-last.blocks512(), -1);
    inode.setGone();
    descriptors.forget(inode);
    inodes.remove(inode);
  }

  /// Gives up all descriptors.
  void dropAll() {
    descriptors.dropAll();
    inodes.dropAll();
  }
}
