package org.fscachesim.kernel.store.directory;

import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// An inode of the host. All that changes is guarded by the store's lock.
final class HostInode extends Inode {

  /// What tells an inode from all others, also from a later one with the same number: that one was
  /// born later (where the filesystem notes births, as all that are usual for a cache do).
  record Key(long dev, long ino, long btimeNanos) {
    static Key of(HostStat stat) {
      return new Key(stat.dev(), stat.ino(), stat.btimeNanos());
    }
  }

  private final DirectoryStore store;
  private final Key key;
  private final FileType type;

  // Where it was seen last; both null when it has no name that is known.
  private @Nullable HostInode parent;
  private @Nullable String name;
  private int opens;
  private boolean gone;

  HostInode(DirectoryStore store, Key key, FileType type) {
    this.store = store;
    this.key = key;
    this.type = type;
  }

  @Override
  public BackingStore store() {
    return store;
  }

  @Override
  public long number() {
    return key.ino;
  }

  @Override
  public FileType type() {
    return type;
  }

  @Override
  protected void inUseChanged(boolean marked) {
    store.inUseChanged(this);
  }

  Key key() {
    return key;
  }

  @Nullable HostInode parent() {
    return parent;
  }

  @Nullable String name() {
    return name;
  }

  void setPlace(HostInode newParent, String newName) {
    parent = newParent;
    name = newName;
  }

  void clearPlace() {
    parent = null;
    name = null;
  }

  boolean isAt(HostInode dir, String entry) {
    return parent == dir && entry.equals(name);
  }

  /// Somebody opened it; returns by how many it is open now.
  int addOpen() {
    return ++opens;
  }

  int removeOpen() {
    return --opens;
  }

  /// Whether it must stay usable even without a name.
  boolean isHeld() {
    return opens > 0 || isInUse();
  }

  /// Removed, with nobody left who could use it.
  boolean isGone() {
    return gone;
  }

  void setGone() {
    gone = true;
    clearPlace();
  }
}
