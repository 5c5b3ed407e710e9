package org.fscachesim.netfs.ninep;

import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.library.NetfsMapping;
import org.fscachesim.netfs.pagecache.Folio;

/// The pages of a 9p file, on kernels whose netfs library writes them back.
///
/// Kernel: fs/9p/vfs_addr.c (v9fs_addr_operations)
final class LibraryMapping extends NetfsMapping {
  private final NinepInode file;

  LibraryMapping(NetfsInode inode, NinepInode file) {
    super(inode);
    this.file = file;
  }

  @Override
  public boolean dirtyFolio(Folio folio) {
    boolean newly = super.dirtyFolio(folio);
    if (newly) {
      file.mount().flusher().dirtied(file);
    }
    return newly;
  }
}
