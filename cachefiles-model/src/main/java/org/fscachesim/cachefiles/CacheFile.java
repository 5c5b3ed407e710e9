package org.fscachesim.cachefiles;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.sync.Refcount;

/// The open backing file of an object, shared by the object and the operations under way.
///
/// An operation keeps the file it began with, even when the object gets another one.
///
/// Kernel: include/linux/fs.h (struct file)
public final class CacheFile extends KernelObject {
  private final OpenFile file;
  private final Refcount references;

  /// Takes over the open file, with one reference for the caller.
  public CacheFile(Kernel kernel, OpenFile file) {
    super(kernel, "cache file");
    this.file = file;
    this.references = new Refcount(kernel, "references of a cache file", 1);
  }

  /// The open file.
  public OpenFile open() {
    checkAlive();
    return file;
  }

  public Inode inode() {
    return file.inode();
  }

  /// The number of its inode, for traces.
  public long inodeNumber() {
    return file.inode().number();
  }

  /// Takes a reference, for whoever has one, or the lock that guards one.
  ///
  /// Kernel: fs/file_table.c (get_file)
  public CacheFile get() {
    checkAlive();
    references.incAndGet();
    return this;
  }

  /// Drops a reference; the last one closes the file.
  ///
  /// Kernel: fs/file_table.c (fput)
  public void put() {
    checkAlive();
    if (references.decAndTest()) {
      free("last put");
      file.close();
    }
  }

  @Override
  protected String objectName() {
    return "of inode " + file.inode().number();
  }
}
