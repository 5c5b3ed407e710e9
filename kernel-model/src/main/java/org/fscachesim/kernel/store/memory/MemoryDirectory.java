package org.fscachesim.kernel.store.memory;

import java.util.TreeMap;
import org.fscachesim.kernel.store.FileType;
import org.jspecify.annotations.Nullable;

/// A directory in memory: its names, in the order of their bytes.
final class MemoryDirectory extends MemoryInode {
  private static final int ENTRY_HEADER = 8;
  private static final int DOTS = 24;

  final TreeMap<String, MemoryInode> entries = new TreeMap<>();
  // Null for the root, and for a directory that was removed.
  @Nullable MemoryDirectory parent;
  private final int blockSize;
  private long entryBytes = DOTS;
  private long blocks;

  MemoryDirectory(
      MemoryStore store,
      long number,
      int mode,
      int blockSize,
      long blocks,
      @Nullable MemoryDirectory parent) {
    super(store, number, mode);
    this.blockSize = blockSize;
    this.blocks = blocks;
    this.parent = parent;
    this.nlink = 2;
  }

  @Override
  public FileType type() {
    return FileType.DIRECTORY;
  }

  @Override
  long size() {
    return blocks * blockSize;
  }

  @Override
  long blocks() {
    return blocks;
  }

  /// Whether one more name needs a further block. As in ext4, a directory never gets smaller.
  boolean needsBlockFor(String name) {
    return entryBytes + bytesOf(name) > blocks * blockSize;
  }

  void growByOneBlock() {
    blocks++;
  }

  void put(String name, MemoryInode inode) {
    if (entries.put(name, inode) == null) {
      entryBytes += bytesOf(name);
    }
  }

  void take(String name) {
    if (entries.remove(name) != null) {
      entryBytes -= bytesOf(name);
    }
  }

  /// Whether it is `other` or lies above it.
  boolean contains(MemoryDirectory other) {
    for (@Nullable MemoryDirectory dir = other; dir != null; dir = dir.parent) {
      if (dir == this) {
        return true;
      }
    }
    return false;
  }

  private static int bytesOf(String name) {
    return ENTRY_HEADER + (name.length() + 3 & ~3);
  }
}
