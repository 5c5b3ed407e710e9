package org.fscachesim.kernel.store.memory;

import org.fscachesim.kernel.store.FileType;

/// A regular file in memory.
final class MemoryFile extends MemoryInode {
  final SparseContents contents;
  // A tmpfile may get its first name; a file whose last name was removed never gets another.
  boolean linkable;

  MemoryFile(MemoryStore store, long number, int mode, int blockSize) {
    super(store, number, mode);
    this.contents = new SparseContents(blockSize);
  }

  @Override
  public FileType type() {
    return FileType.REGULAR;
  }

  @Override
  long size() {
    return contents.size();
  }

  @Override
  long blocks() {
    return contents.allocated();
  }
}
