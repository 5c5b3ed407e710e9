package org.fscachesim.cachefiles.store;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;

/// A name that a lookup found, held in memory until whoever looked lets go of it.
///
/// Kernel: include/linux/dcache.h (struct dentry)
final class FoundName extends KernelObject {
  private final Inode inode;

  FoundName(Kernel kernel, Inode inode) {
    super(kernel, "dentry");
    this.inode = inode;
  }

  Inode inode() {
    return inode;
  }

  /// Kernel: fs/dcache.c (dput)
  void put() {
    free("dput");
  }

  @Override
  protected String objectName() {
    return "of inode " + inode.number();
  }
}
