package org.fscachesim.cachefiles;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.sync.Refcount;

/// The open file behind an object, counted: operations under way keep using it when the object has
/// let go of it or taken another.
///
/// Kernel: include/linux/fs.h (get_file, fput)
public final class BackingFile {
  private final OpenFile file;
  private final Refcount references;

  /// With one reference, the caller's.
  public BackingFile(Kernel kernel, OpenFile file) {
    this.file = file;
    this.references = new Refcount(kernel, "backing file", 1);
  }

  public OpenFile file() {
    return file;
  }

  public Inode inode() {
    return file.inode();
  }

  public void get() {
    references.incAndGet();
  }

  public void put() {
    if (references.decAndTest()) {
      file.close();
    }
  }
}
