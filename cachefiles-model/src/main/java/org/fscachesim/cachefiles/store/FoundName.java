package org.fscachesim.cachefiles.store;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Refcount;

/// A name that a lookup found, held in memory until whoever looked lets go of it.
///
/// Kernel: include/linux/dcache.h (struct dentry)
final class FoundName extends KernelObject {
  private final Inode inode;
  private final Refcount references;

  /// With one reference, for the caller.
  FoundName(Kernel kernel, Inode inode) {
    super(kernel, "dentry");
    this.inode = inode;
    this.references = new Refcount(kernel, "references of a dentry", 1);
  }

  Inode inode() {
    return inode;
  }

  /// Takes one more reference.
  ///
  /// Kernel: include/linux/dcache.h (dget)
  FoundName get() {
    checkAlive();
    references.incAndGet();
    return this;
  }

  /// Drops a reference; the last one forgets the name.
  ///
  /// Kernel: fs/dcache.c (dput)
  void put() {
    checkAlive();
    if (references.decAndTest()) {
      free("dput");
    }
  }

  @Override
  protected String objectName() {
    return "of inode " + inode.number();
  }
}
