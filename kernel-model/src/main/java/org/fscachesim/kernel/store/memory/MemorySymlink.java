package org.fscachesim.kernel.store.memory;

import org.fscachesim.kernel.store.FileType;

/// A symbolic link in memory.
final class MemorySymlink extends MemoryInode {
  // A target of less than 60 bytes lies in the ext4 inode itself.
  private static final int INLINE_TARGET = 60;

  final String target;

  MemorySymlink(MemoryStore store, long number, String target) {
    super(store, number, 0777);
    this.target = target;
  }

  static long blocksFor(String target) {
    return target.length() < INLINE_TARGET ? 0 : 1;
  }

  @Override
  public FileType type() {
    return FileType.SYMLINK;
  }

  @Override
  long size() {
    return target.length();
  }

  @Override
  long blocks() {
    return blocksFor(target);
  }
}
