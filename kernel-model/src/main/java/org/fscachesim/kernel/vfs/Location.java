package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;

/// A place in the mount tree: a file or directory of a mounted [BackingStore].
///
/// @param path absolute, normalised, for messages and relative look-ups
public record Location(BackingStore store, Inode inode, String path) implements Place {
  @Override
  public String absolute() {
    return path;
  }
}
