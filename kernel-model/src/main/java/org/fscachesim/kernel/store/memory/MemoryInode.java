package org.fscachesim.kernel.store.memory;

import java.util.TreeMap;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.task.RaceDetector;

/// An inode in memory. All fields are guarded by the store's lock.
abstract sealed class MemoryInode extends Inode implements RaceDetector.Unordered
    permits MemoryDirectory, MemoryFile, MemorySymlink {
  private final MemoryStore store;
  private final long number;
  final TreeMap<String, byte[]> xattrs = new TreeMap<>();
  int mode;
  int nlink;
  int opens;
  long atimeNanos;
  long mtimeNanos;
  long ctimeNanos;
  // Its inode and blocks were given back. Who still holds the object can use it, uncounted.
  boolean released;

  MemoryInode(MemoryStore store, long number, int mode) {
    this.store = store;
    this.number = number;
    this.mode = mode;
  }

  @Override
  public final BackingStore store() {
    return store;
  }

  @Override
  public final long number() {
    return number;
  }

  @Override
  public final String label() {
    return "stored inode";
  }

  @Override
  public final String describe() {
    return toString();
  }

  abstract long size();

  /// Blocks that count as taken.
  abstract long blocks();

  @Override
  protected final void inUseChanged(boolean marked) {
    if (!marked) {
      store.releaseIfUnreferenced(this);
    }
  }
}
