package org.fscachesim.kernel.store.directory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The descriptors of the inodes that were used last. Each of them could be opened again. Guarded
/// by the store's lock.
final class DescriptorCache {
  private final int capacity;
  private final LinkedHashMap<HostInode, Descriptor> descriptors =
      new LinkedHashMap<>(16, 0.75f, true);

  DescriptorCache(int capacity) {
    this.capacity = capacity;
  }

  @Nullable Descriptor get(HostInode inode) {
    return descriptors.get(inode);
  }

  void put(HostInode inode, Descriptor descriptor) {
    descriptors.put(inode, descriptor);
    shrink(capacity);
  }

  /// Takes one out, for the caller to keep or drop.
  @Nullable Descriptor take(HostInode inode) {
    return descriptors.remove(inode);
  }

  /// Drops the least recently used ones until `size` are left.
  void shrink(int size) {
    Iterator<Descriptor> oldest = descriptors.values().iterator();
    while (descriptors.size() > size) {
      oldest.next().drop();
      oldest.remove();
    }
  }

  int size() {
    return descriptors.size();
  }
}
